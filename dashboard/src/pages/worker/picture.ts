/** The longer side of a photo as it is sent, in pixels: a face and a form can be read in it. */
const longestSide = 1600
/** What the hub takes; a photo is packed harder until it fits. */
const mostBytes = 512 * 1024
const qualities = [0.8, 0.6, 0.4, 0.2] as const

/** A photo small enough to be sent over a bad line. Throws when the browser can't read it as a picture. */
export async function scaledDown(photo: Blob): Promise<Blob> {
  const image = await createImageBitmap(photo)
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height))
  const { canvas, context } = paper(Math.round(image.width * scale), Math.round(image.height * scale))
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  for (const quality of qualities) {
    const packed = await packedAs(canvas, 'image/jpeg', quality)
    if (packed.size <= mostBytes) return packed
  }
  throw new Error('this photo does not become small enough')
}

/** What was drawn, dark on white whatever the colours of the screen. */
export async function inked(drawn: HTMLCanvasElement): Promise<Blob> {
  const ink = paper(drawn.width, drawn.height)
  ink.context.clearRect(0, 0, drawn.width, drawn.height)
  ink.context.drawImage(drawn, 0, 0)
  ink.context.globalCompositeOperation = 'source-in'
  ink.context.fillStyle = 'black'
  ink.context.fillRect(0, 0, drawn.width, drawn.height)
  const { canvas, context } = paper(drawn.width, drawn.height)
  context.drawImage(ink.canvas, 0, 0)
  return packedAs(canvas, 'image/png')
}

function paper(width: number, height: number) {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser draws no pictures')
  context.fillStyle = 'white'
  context.fillRect(0, 0, width, height)
  return { canvas, context }
}

const packedAs = (canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('no picture came of it')) : resolve(blob)),
      type,
      quality,
    ),
  )
