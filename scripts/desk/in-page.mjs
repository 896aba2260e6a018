/** What bench:desk runs within the page. Each function is sent there as text, and can use nothing from here. */

/**
 * Lays a stopwatch: it starts with the next event of that name, at the time the browser gives it, and stops with the first frame in which
 * an element matches `some` with the text, and none matches `none`. The time is `window.measured`, a promise, to when that frame was made.
 */
export function arm({ event, some, none, text }) {
  const isSeen = () =>
    (!none || !document.querySelector(none)) &&
    [...document.querySelectorAll(some)].some((element) => element.textContent.includes(text ?? ''))
  window.measured = new Promise((done) => {
    const begin = (occurred) => {
      const look = () => {
        if (!isSeen()) return requestAnimationFrame(look)
        // A message is handled when the frame has been laid out and painted.
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', () => done(performance.now() - occurred.timeStamp))
        port1.start()
        port2.postMessage(null)
        return undefined
      }
      requestAnimationFrame(look)
    }
    document.addEventListener(event, begin, { capture: true, once: true })
  })
}

/** Scrolls the table by so many pixels with each frame, and answers the milliseconds between frames. */
export function frames({ step, most }) {
  return new Promise((done) => {
    const table = document.querySelector('section[tabindex="0"]')
    const times = []
    let last = 0
    const frame = (now) => {
      if (last > 0) times.push(now - last)
      last = now
      table.scrollTop += step
      if (times.length < most) requestAnimationFrame(frame)
      else done(times)
    }
    requestAnimationFrame(frame)
  })
}
