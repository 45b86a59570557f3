/** What a worker shows for having been there. */
export const proofs = ['signature', 'photo', 'resident_button'] as const
export type Proof = (typeof proofs)[number]

/** What is there to show: a picture that was sent for this ticket, and the last press at that home since the arrival, epoch ms. */
export type Evidence = {
  picture: { id: string; proof: Exclude<Proof, 'resident_button'> } | null
  pressedAt: number | null
}

export type Proven =
  | { ok: true; pictureId: string | null; data: Record<string, unknown> }
  | { ok: false; missing: string }

/**
 * Whether what somebody says proves it is there. A signature is drawn, or the name of who can't draw is typed; a photo is a
 * picture; the resident's button was pressed since the arrival.
 */
export function provenBy(proof: Proof, signedAs: string | undefined, { picture, pressedAt }: Evidence): Proven {
  const pictureId = picture?.proof === proof ? picture.id : null
  switch (proof) {
    case 'signature':
      if (pictureId !== null) return { ok: true, pictureId, data: {} }
      return signedAs === undefined
        ? { ok: false, missing: 'send the picture of the signature first, or the name of who signs' }
        : { ok: true, pictureId: null, data: { signedAs } }
    case 'photo':
      return pictureId === null ? { ok: false, missing: 'send the photo first' } : { ok: true, pictureId, data: {} }
    case 'resident_button':
      return pressedAt === null
        ? { ok: false, missing: 'no button of this home was pressed since the arrival' }
        : { ok: true, pictureId: null, data: { pressedAt } }
  }
}
