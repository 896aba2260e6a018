/** The texts of every plugin without the plugins themselves, for those who only pass on what the engine says. */
import './deb/messages.ts'
import './file/messages.ts'
import './npm/messages.ts'
