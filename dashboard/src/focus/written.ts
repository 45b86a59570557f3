/** Whether keys pressed there are text, and not for the page. */
export const isWritten = (field: HTMLElement): boolean =>
  field.isContentEditable || field.matches('input:not([type="radio"], [type="checkbox"]), textarea, select')
