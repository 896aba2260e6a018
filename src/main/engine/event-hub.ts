import type { EngineEvent, EngineEventDraft } from '#shared/event'

export type EventListener = (event: EngineEvent) => void

/** Events kept so that a listener that lost its connection can go on where it was. */
const KEPT = 1000

/** Numbers events and hands them to listeners. Lives in the engine's thread; other threads send it their drafts. */
export class EventHub {
  private seq = 0
  private readonly recent: EngineEvent[] = []
  private readonly listeners = new Set<EventListener>()

  publish(draft: EngineEventDraft): EngineEvent {
    this.seq += 1
    const event: EngineEvent = { seq: this.seq, ...draft }
    this.recent.push(event)
    if (this.recent.length > KEPT) this.recent.shift()
    for (const listener of this.listeners) listener(event)
    return event
  }

  /** Listens from now on, or from the event after `afterSeq` as far as it is kept. Answers the way to stop. */
  subscribe(listener: EventListener, afterSeq?: number): () => void {
    if (afterSeq !== undefined) for (const event of this.recent) if (event.seq > afterSeq) listener(event)
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
