/** Texts of what the plugin finds. */
import { addMessages } from '#shared/i18n/format'

const english = {
  'plugin.deb.discovery.machine.detail': '{address}, from {file}',
  'plugin.deb.discovery.no_key': 'No public key of it is on this machine, so nobody checks who published it.',
  'plugin.deb.discovery.credentials': 'User and password of its address are taken over, encrypted.',
  'plugin.deb.discovery.project.title':
    '{packages, plural, one {# apt package} other {# apt packages}} with dependencies',
  'plugin.deb.discovery.project.skipped': 'Passed over: {word}',
  'plugin.deb.discovery.probe.title': 'An apt repository',
  'plugin.deb.discovery.probe.no_key':
    'No key on this machine proves its signature. Give the public keys of upstream, or nobody checks who published it.',
  'plugin.deb.discovery.probe.key': 'Signed by {signer}, which this machine trusts already ({file}).',
  'plugin.deb.discovery.recipe.minbase': 'A minimal system',
  'plugin.deb.discovery.recipe.minbase.detail': 'What debootstrap --variant=minbase installs, and what that needs.',
  'plugin.deb.discovery.recipe.standard': 'A standard system',
  'plugin.deb.discovery.recipe.standard.detail': 'What debootstrap installs, and what that needs.',
  'plugin.deb.discovery.recipe.installed': 'What this computer has installed',
  'plugin.deb.discovery.recipe.installed.detail': 'Every package that dpkg has installed here, and what it needs.',
}

addMessages(english, {
  'plugin.deb.discovery.machine.detail': '{address}, aus {file}',
  'plugin.deb.discovery.no_key':
    'Auf diesem Rechner ist kein öffentlicher Schlüssel dafür; niemand prüft, wer es veröffentlicht hat.',
  'plugin.deb.discovery.credentials': 'Benutzer und Passwort der Adresse werden verschlüsselt übernommen.',
  'plugin.deb.discovery.project.title': '{packages, plural, one {# apt-Paket} other {# apt-Pakete}} mit Abhängigkeiten',
  'plugin.deb.discovery.project.skipped': 'Übergangen: {word}',
  'plugin.deb.discovery.probe.title': 'Ein apt-Archiv',
  'plugin.deb.discovery.probe.no_key':
    'Kein Schlüssel dieses Rechners belegt die Signatur. Ohne die öffentlichen Schlüssel der Quelle prüft niemand, wer es veröffentlicht hat.',
  'plugin.deb.discovery.probe.key': 'Signiert von {signer}; diesem Schlüssel vertraut dieser Rechner schon ({file}).',
  'plugin.deb.discovery.recipe.minbase': 'Ein minimales System',
  'plugin.deb.discovery.recipe.minbase.detail': 'Was debootstrap --variant=minbase installiert, und was das braucht.',
  'plugin.deb.discovery.recipe.standard': 'Ein übliches System',
  'plugin.deb.discovery.recipe.standard.detail': 'Was debootstrap installiert, und was das braucht.',
  'plugin.deb.discovery.recipe.installed': 'Was auf diesem Rechner installiert ist',
  'plugin.deb.discovery.recipe.installed.detail': 'Jedes Paket, das dpkg hier installiert hat, und was es braucht.',
})
