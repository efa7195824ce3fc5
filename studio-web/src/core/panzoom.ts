/**
 * Looking at pictures in frames. A view says what is seen without saying of which picture: how much larger than fitted,
 * and which point, in shares of the picture, lies in the middle. Panes that share one view stay together.
 */

export interface View {
  zoom: number
  u: number
  v: number
}

export interface Size {
  width: number
  height: number
}

export interface Placed {
  scale: number
  x: number
  y: number
}

export const WHOLE: View = { zoom: 1, u: 0.5, v: 0.5 }
export const MOST = 32

/** Frame pixels a picture pixel when the whole picture is seen. */
export function fitted(picture: Size, frame: Size, margin = 0): number {
  return Math.max(1e-4, Math.min((frame.width - 2 * margin) / picture.width, (frame.height - 2 * margin) / picture.height))
}

export function placed(view: View, picture: Size, frame: Size, margin = 0): Placed {
  const scale = fitted(picture, frame, margin) * view.zoom
  return { scale, x: frame.width / 2 - view.u * picture.width * scale, y: frame.height / 2 - view.v * picture.height * scale }
}

/** Nearer by *factor*; what lies under the frame's point (x, y) stays there. */
export function zoomed(view: View, factor: number, x: number, y: number, picture: Size, frame: Size, margin = 0): View {
  const zoom = Math.min(MOST, Math.max(1, view.zoom * factor))
  const before = placed(view, picture, frame, margin)
  const u = (x - before.x) / (picture.width * before.scale)
  const v = (y - before.y) / (picture.height * before.scale)
  const scale = (before.scale * zoom) / view.zoom
  const next = {
    zoom,
    u: u + (frame.width / 2 - x) / (picture.width * scale),
    v: v + (frame.height / 2 - y) / (picture.height * scale),
  }
  return held(next, picture, frame, margin)
}

/** Moved by frame pixels. */
export function moved(view: View, dx: number, dy: number, picture: Size, frame: Size, margin = 0): View {
  const { scale } = placed(view, picture, frame, margin)
  return held({ ...view, u: view.u - dx / (picture.width * scale), v: view.v - dy / (picture.height * scale) }, picture, frame, margin)
}

/** Centred where the picture is smaller than its frame, without gaps where it is larger. */
export function held(view: View, picture: Size, frame: Size, margin = 0): View {
  const scale = fitted(picture, frame, margin) * view.zoom
  const along = (at: number, size: number, room: number): number => {
    const half = room / 2 / (size * scale)
    return half >= 0.5 ? 0.5 : Math.min(1 - half, Math.max(half, at))
  }
  return { zoom: view.zoom, u: along(view.u, picture.width, frame.width), v: along(view.v, picture.height, frame.height) }
}
