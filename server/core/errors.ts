/** Every error the service says on purpose. The API maps codes to HTTP statuses once (api/problem.ts). */
const errorCodes = [
  'not_found',
  'forbidden',
  'unauthenticated',
  'invalid',
  'already_claimed',
  'illegal_transition',
  'changed_meanwhile',
  'ticket_open',
  'no_speech',
  'raised_again',
  'duplicate',
  'not_owner',
  'nobody_available',
  'unavailable',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** What is wrong with one field of what somebody sent, named as they sent it. */
export type FieldError = { field: string; message: string }

export class ServiceError extends Error {
  readonly code: ErrorCode
  readonly fields: readonly FieldError[]
  constructor(code: ErrorCode, message: string, fields: readonly FieldError[] = []) {
    super(message)
    this.name = 'ServiceError'
    this.code = code
    this.fields = fields
  }
}
