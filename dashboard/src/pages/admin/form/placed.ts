type FieldError = { field: string; message: string }

/**
 * Where each refusal of the hub is shown: `consent.alerts` and `limits.x` stand at the field they begin with, unless
 * the form has a field of the last part (`place.lat` is `lat`). `rest` has no field here.
 */
export function placed(errors: readonly FieldError[], names: readonly string[]) {
  const fields: Record<string, string> = {}
  const rest: FieldError[] = []
  for (const error of errors) {
    const parts = error.field.split('.')
    const name = [error.field, parts.at(-1), parts[0]].find((part) => part !== undefined && names.includes(part))
    if (name === undefined) rest.push(error)
    else fields[name] = fields[name] === undefined ? error.message : `${fields[name]}; ${error.message}`
  }
  return { fields, rest }
}
