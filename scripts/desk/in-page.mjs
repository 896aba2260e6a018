/** What bench:desk runs within the page. Each function is sent there as text, and can use nothing from here. */

/**
 * Lays a stopwatch: it starts with the next event of that name, at the time the browser gives it, and stops with the first frame in which
 * an element matches `some` with the text, none matches `none`, and what `changed` names says something else than before. The time is
 * `window.measured`, a promise, to when that frame was made; it is 30 seconds where that frame does not come.
 */
export function arm({ event, some, none, text, changed }) {
  const said = () => [...document.querySelectorAll(changed)].map((element) => element.textContent).join()
  const before = changed && said()
  const isSeen = () =>
    (!none || !document.querySelector(none)) &&
    (!changed || said() !== before) &&
    [...document.querySelectorAll(some)].some((element) => element.textContent.includes(text ?? ''))
  window.measured = new Promise((done) => {
    const begin = (occurred) => {
      const look = () => {
        if (!isSeen() && performance.now() - occurred.timeStamp < 30_000) return requestAnimationFrame(look)
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

/**
 * Scrolls the table by so many pixels with each frame. Answers the milliseconds between frames, how often a task held the page for more than 50,
 * and in how many frames a row in view had nothing to show yet.
 */
export function frames({ step, most }) {
  return new Promise((done) => {
    const table = document.querySelector('section[tabindex="0"]')
    const { left, top, height } = table.getBoundingClientRect()
    const times = []
    let last = 0
    let long = 0
    let empty = 0
    const observer = new PerformanceObserver((list) => (long += list.getEntries().length))
    observer.observe({ entryTypes: ['longtask'] })
    const frame = (now) => {
      if (last > 0) times.push(now - last)
      last = now
      const row = document.elementFromPoint(left + 40, top + height / 2)?.closest('tr')
      if (!row || row.getAttribute('aria-busy') === 'true') empty += 1
      table.scrollTop += step
      if (times.length < most) return requestAnimationFrame(frame)
      long += observer.takeRecords().length
      observer.disconnect()
      return done({ times, long, empty })
    }
    requestAnimationFrame(frame)
  })
}
