import { EventEmitter } from 'node:events'

interface Options {
  title: string
  body: string
}

/** Notices that nobody sees, kept for the test. */
export class Notification extends EventEmitter {
  static readonly shown: Options[] = []
  readonly options: Options

  constructor(options: Options) {
    super()
    this.options = options
  }

  static isSupported(): boolean {
    return true
  }

  show(): void {
    Notification.shown.push(this.options)
  }
}
