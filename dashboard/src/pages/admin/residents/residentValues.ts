import type { Resident } from '../../../../../server/contract/people.ts'
import { linesOf } from '../../../app/lines.ts'

/** A resident as a form holds them: text for everything that is typed. */
export type ResidentValues = {
  name: string
  areaId: string
  address: string
  bornOn: string
  sex: '' | 'female' | 'male'
  phone: string
  careLevel: Resident['careLevel']
  livesAlone: boolean
  leftBehind: boolean
  lat: string
  lon: string
  /** Null while nobody asked for it: then it stays as it is. */
  conditions: string | null
  instructions: string
  keySafe: string
}

export const valuesOf = (resident: Resident | null, areaId: string): ResidentValues => ({
  name: resident?.name ?? '',
  areaId: resident?.areaId ?? areaId,
  address: resident?.address ?? '',
  bornOn: resident?.bornOn ?? '',
  sex: resident?.sex ?? '',
  phone: resident?.phone ?? '',
  careLevel: resident?.careLevel ?? 'independent',
  livesAlone: resident?.livesAlone ?? false,
  leftBehind: resident?.leftBehind ?? false,
  lat: resident?.place ? String(resident.place.lat) : '',
  lon: resident?.place ? String(resident.place.lon) : '',
  conditions: resident === null ? '' : null,
  instructions: resident?.instructions ?? '',
  keySafe: '',
})

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** What is sent: empty is null, and a key safe code that was not typed is not touched. */
export const sentOf = (values: ResidentValues) => ({
  name: values.name.trim(),
  areaId: values.areaId,
  address: values.address.trim(),
  bornOn: orNull(values.bornOn),
  sex: values.sex === '' ? null : values.sex,
  phone: orNull(values.phone),
  careLevel: values.careLevel,
  livesAlone: values.livesAlone,
  leftBehind: values.leftBehind,
  place: values.lat.trim() === '' ? null : { lat: Number(values.lat), lon: Number(values.lon) },
  ...(values.conditions === null ? {} : { conditions: linesOf(values.conditions) }),
  instructions: values.instructions.trim(),
  ...(values.keySafe.trim() === '' ? {} : { keySafe: values.keySafe.trim() }),
})
