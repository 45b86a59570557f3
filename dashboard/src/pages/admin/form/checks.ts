/** What can be seen to be wrong before asking the hub: the key of the sentence in `admin.check`, or null. */
export type Complaint =
  | 'required'
  | 'phone'
  | 'email'
  | 'deviceId'
  | 'latitude'
  | 'longitude'
  | 'placeBoth'
  | 'seconds'
  | 'date'
type Check = (text: string) => Complaint | null

const matching =
  (pattern: RegExp, complaint: Complaint): Check =>
  (text) =>
    text.trim() === '' || pattern.test(text.trim()) ? null : complaint

export const required: Check = (text) => (text.trim() === '' ? 'required' : null)
export const phone = matching(/^[+0-9][0-9 -]{2,24}$/, 'phone')
export const email = matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'email')
export const deviceId = matching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, 'deviceId')
export const date = matching(/^\d{4}-\d{2}-\d{2}$/, 'date')

const within =
  (least: number, most: number, complaint: Complaint, whole = false): Check =>
  (text) => {
    if (text.trim() === '') return null
    const value = Number(text)
    return Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isInteger(value))
      ? null
      : complaint
  }
export const latitude = within(-90, 90, 'latitude')
export const longitude = within(-180, 180, 'longitude')
export const seconds = within(5, 604_800, 'seconds', true)

/** The first complaint of several checks. */
export const all =
  (...checks: readonly Check[]): Check =>
  (text) => {
    for (const check of checks) {
      const complaint = check(text)
      if (complaint) return complaint
    }
    return null
  }
