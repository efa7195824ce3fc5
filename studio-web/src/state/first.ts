/** Resolved when the page shows its first picture, or after a second: what can wait gives way to it. */
export const firstPicture = new Promise<void>((done) => {
  const seen = (event: Event): void => {
    if (!(event.target instanceof HTMLImageElement)) return
    document.removeEventListener('load', seen, true)
    done()
  }
  document.addEventListener('load', seen, true)
  setTimeout(done, 1000)
})
