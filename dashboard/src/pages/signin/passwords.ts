import { ask } from '../../app/api.ts'

/** What of better-auth is about passwords: needed on the pages beside sign-in alone. */
export const passwords = {
  /** Signs out everywhere else. */
  change: (currentPassword: string, newPassword: string) =>
    ask<unknown>('POST', '/api/auth/change-password', { currentPassword, newPassword, revokeOtherSessions: true }),
  canMail: () => ask<{ mail: boolean }>('GET', '/api/auth/lost-password'),
  requestReset: (email: string) => ask<unknown>('POST', '/api/auth/request-password-reset', { email }),
  reset: (token: string, newPassword: string) =>
    ask<unknown>('POST', '/api/auth/reset-password', { token, newPassword }),
}
