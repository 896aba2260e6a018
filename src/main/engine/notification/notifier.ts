import type { TaskBody } from '#shared/api/task'
import { isFinal } from '#shared/api/task'
import type { EngineEvent, NotificationBody } from '#shared/event'
import type { ErrorBody } from '#shared/error'
import { noticeIn } from '#shared/i18n/format'
import { uuidToBlob } from '../db/column.ts'
import { Repository } from '../db/masters.ts'
import type { Engine } from '../engine.ts'
import type { EventHub } from '../event-hub.ts'
import { getTask, type TaskRow, taskGroupHref, taskHref, taskPrn } from '../tasking/task-store.ts'
import { unfinishedInGroup } from '../tasking/task-group.ts'

/** Milliseconds in which ends of tasks become one notice. */
const TOGETHER = 1000
/** Notices kept for those who ask later. */
const KEPT = 100
/** Tasks remembered so that an end told twice is noticed once. */
const REMEMBERED = 10_000

type Outcome = 'failed' | 'completed'

interface End {
  outcome: Outcome
  task: TaskBody
}

/**
 * Turns ends of tasks into notices: events of type `notification`. Only what a user or a schedule began is worth one: not the parts of
 * larger work (a group is one thing), not what was over at once, and nothing that was cancelled. NOTIFICATIONS chooses among the rest. Ends
 * that come together are told together.
 */
export class Notifier {
  private readonly engine: Engine
  private readonly events: EventHub
  private readonly unsubscribe: () => void
  private readonly seen = new Set<string>()
  private readonly kept: NotificationBody[] = []
  private ends: End[] = []
  private timer: NodeJS.Timeout | null = null

  constructor(engine: Engine, events: EventHub) {
    this.engine = engine
    this.events = events
    this.unsubscribe = events.subscribe((event) => this.hear(event))
  }

  /** Notices since the start, the newest first. */
  get recent(): readonly NotificationBody[] {
    return this.kept.toReversed()
  }

  stop(): void {
    this.unsubscribe()
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private hear({ type, body: task }: EngineEvent): void {
    if (type !== 'task' || !task || !isFinal(task.state) || this.seen.has(task.pulp_href)) return
    if (this.seen.size >= REMEMBERED) this.seen.clear()
    this.seen.add(task.pulp_href)
    try {
      this.weigh(task)
    } catch (error) {
      // The task may have been deleted by now; a notice is no reason for anything to fail.
      this.engine.log.warn({ err: error, task: task.pulp_href }, 'no notice could be made of the end of a task')
    }
  }

  private weigh(task: TaskBody): void {
    if (task.state === 'canceled' || task.parent_task !== null) return
    const row = getTask(this.engine.catalogue, task.prn.slice(-36))
    if (row.immediate) return
    if (row.groupId !== null) return this.weighGroup(row.groupId, row)
    const outcome = task.state === 'failed' ? 'failed' : 'completed'
    if (!this.isWanted(outcome, row)) return
    this.ends.push({ outcome, task })
    this.timer ??= setTimeout(() => this.tell(), TOGETHER).unref()
  }

  private isWanted(outcome: Outcome, row: TaskRow): boolean {
    const wanted = this.engine.settings.NOTIFICATIONS
    if (wanted.includes(outcome)) return true
    const scheduled = this.engine.catalogue.prepare('SELECT 1 FROM core_schedule WHERE last_task_id = ?')
    return wanted.includes(`scheduled_${outcome}`) && scheduled.get(uuidToBlob(row.id)) !== undefined
  }

  /** A group is one piece of work: told when its last task has ended. */
  private weighGroup(groupId: string, last: TaskRow): void {
    const { catalogue } = this.engine
    const group = catalogue
      .prepare('SELECT description, all_tasks_dispatched AS closed FROM core_taskgroup WHERE pulp_id = ?')
      .get(uuidToBlob(groupId)) as { description: string; closed: number } | undefined
    if (!group?.closed || unfinishedInGroup(catalogue, groupId).length > 0 || this.seen.has(groupId)) return
    this.seen.add(groupId)
    const states = catalogue
      .prepare('SELECT state, COUNT(*) AS n FROM core_task WHERE task_group_id = ? GROUP BY state')
      .all(uuidToBlob(groupId)) as { state: string; n: number }[]
    const count = states.find(({ state }) => state === 'failed')?.n ?? 0
    if (count === 0 && states.some(({ state }) => state === 'canceled')) return
    const outcome = count > 0 ? 'failed' : 'completed'
    if (!this.isWanted(outcome, last)) return
    this.publish(outcome, `notification.group_${outcome}`, { group: group.description, count }, null, [
      taskGroupHref(groupId),
    ])
  }

  private tell(): void {
    this.timer = null
    const ends = this.ends
    this.ends = []
    for (const outcome of ['failed', 'completed'] as const) {
      const some = ends.filter((end) => end.outcome === outcome).map(({ task }) => task)
      const [only] = some
      if (!only) continue
      const hrefs = some.map((task) => task.pulp_href)
      if (some.length > 1) this.publish(outcome, `notification.many_${outcome}`, { count: some.length }, null, hrefs)
      else this.publish(outcome, `notification.${outcome}`, this.nameOf(only), only.error, hrefs)
    }
  }

  /** What the task is about, for the sentence. */
  private nameOf(task: TaskBody): { name: string; kind: string; mirror: string } {
    const kind = /\.(sync|verify|backup)$/.exec(task.name)?.[1] ?? 'other'
    const prn = task.reserved_resources_record.find((one) => /^prn:\w+\.\w*repository:/.test(one))
    const repository = prn && Repository.find(this.engine.catalogue, { pulp_id: prn.slice(-36) })
    const mirror = repository ? repository.name : ''
    return { name: task.name, kind: kind === 'sync' && !mirror ? 'other' : kind, mirror }
  }

  private publish(
    outcome: Outcome,
    id: string,
    params: Record<string, string | number>,
    cause: ErrorBody | null,
    hrefs: string[],
  ): void {
    const level = outcome === 'failed' ? 'error' : 'info'
    const error = cause && { code: cause.code, params: cause.params }
    const created = new Date().toISOString()
    const notification: NotificationBody = noticeIn({ id, params, level, error, hrefs, created, title: '', body: null })
    this.kept.push(notification)
    if (this.kept.length > KEPT) this.kept.shift()
    const href = hrefs[0] ?? taskHref('')
    this.events.publish({
      type: 'notification',
      action: 'created',
      href,
      prn: taskPrn(href.slice(-37, -1)),
      notification,
    })
  }
}
