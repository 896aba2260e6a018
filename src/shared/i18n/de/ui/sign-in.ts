/** Signing in. */
import type { signIn as english } from '../../en/ui/sign-in.ts'
import type { Translation } from '../../language.ts'

export const signIn: Translation<typeof english> = {
  'ui.sign_in.title': 'Anmelden',
  'ui.sign_in.username': 'Benutzername',
  'ui.sign_in.password': 'Passwort',
  'ui.sign_in.password.help': 'In der Datei admin-password des Datenordners, wenn nichts anderes gesetzt wurde.',
  'ui.sign_in.submit': 'Anmelden',
  'ui.sign_in.refused': 'Benutzername oder Passwort ist falsch.',
}
