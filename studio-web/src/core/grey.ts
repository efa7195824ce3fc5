/** Grey pictures between the server and an array of levels. */

export async function levels(address: string, width: number, height: number): Promise<Uint8Array> {
  const image = await loaded(address)
  const context = drawing(width, height)
  context.imageSmoothingEnabled = false
  context.drawImage(image, 0, 0, width, height)
  const { data } = context.getImageData(0, 0, width, height)
  const found = new Uint8Array(width * height)
  for (let at = 0; at < found.length; at++) found[at] = data[4 * at]!
  return found
}

export function png(found: Uint8Array, width: number, height: number): Promise<Blob> {
  const context = drawing(width, height)
  const image = context.createImageData(width, height)
  // Opaque: a browser loses the colour of what is transparent.
  for (let at = 0; at < found.length; at++) {
    const to = 4 * at
    image.data[to] = image.data[to + 1] = image.data[to + 2] = found[at]!
    image.data[to + 3] = 255
  }
  context.putImageData(image, 0, 0)
  return new Promise((done, fail) => context.canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no PNG came of it'))), 'image/png'))
}

export async function loaded(address: string): Promise<HTMLImageElement> {
  const image = new Image()
  image.src = address
  await image.decode()
  return image
}

function drawing(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas.getContext('2d', { willReadFrequently: true })!
}
