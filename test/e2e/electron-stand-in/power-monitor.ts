import { EventEmitter } from 'node:events'

/** A machine on its mains until the test says otherwise, by `battery` and the event. */
class PowerMonitor extends EventEmitter {
  battery = false
  isOnBatteryPower = (): boolean => this.battery
}

export const powerMonitor = new PowerMonitor()
