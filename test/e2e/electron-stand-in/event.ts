/** The event object of Electron's cancellable events. */
export class CancellableEvent {
  defaultPrevented = false

  preventDefault(): void {
    this.defaultPrevented = true
  }
}

/** An event with properties of its own, such as the `url` of a navigation. */
export function cancellable<T extends object>(properties: T): CancellableEvent & T {
  return Object.assign(new CancellableEvent(), properties)
}
