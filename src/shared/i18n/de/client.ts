/** Clients of this machine: set-up, check and airplane test. */
import type { client as english } from '../en/client.ts'
import type { Translation } from '../language.ts'

export const client: Translation<typeof english> = {
  'client.missing.elsewhere':
    'Das wurde anderswo angefragt und abgewiesen. Der Spiegel muss es enthalten, und der Client darf nur ihn nennen.',
  'client.missing.not_stored': 'Der Spiegel kennt es, hat es aber noch nicht geladen.',
  'client.missing.failed': 'Der Inhaltsserver konnte nicht antworten; sein Protokoll nennt den Grund.',
  'cli.client.ok.check': 'Es geht: das Programm bekam alles von hier.',
  'cli.client.ok.airplane': 'Es geht ohne Netz: nichts fehlt.',
  'client.report':
    '{requests, plural, one {# Anfrage} other {# Anfragen}}, {bytes, plural, one {# Byte} other {# Bytes}} kamen von diesem Spiegel, {past, plural, =0 {nichts} one {# Anfrage} other {# Anfragen}} ging an ihm vorbei.',
  'cli.client.which': 'Name des Clients, etwa npm oder apt; ohne Angabe der übliche dieser Art',
  'cli.client.apply':
    'einen Client für einen Spiegel einrichten, für alles, was sein Benutzer auf diesem Rechner tut, und zeigen, was sich ändert',
  'cli.client.only': 'alle anderen Quellen abschalten',
  'cli.client.dry_run': 'nur zeigen, was sich ändern würde',
  'cli.client.undo': 'die Konfiguration eines Clients Byte für Byte wiederherstellen',
  'cli.client.force': 'auch rückgängig machen, was andere seither geändert haben',
  'cli.client.check': 'einen echten Client etwas Kleines installieren lassen und die Bytes vom Spiegel zählen',
  'cli.client.state.none': 'Alles ist, wie es war.',
  'cli.client.state.applied': 'Eingerichtet. Rückgängig mit: stillwater client undo {name}',
  'cli.client.state.waiting': 'Dafür sind Administratorrechte nötig. Diese Befehle ausführen:',
  'cli.client.state.undoing': 'Dafür sind Administratorrechte nötig. Diese Befehle ausführen:',
  'cli.client.state.changed': 'Die Dateien wurden seither von anderen geändert.',
  'cli.client.missing':
    '{kind, select, not_stored {nicht gespeichert} elsewhere {anderswo angefragt} other {fehlt}}: {name} {url} {advice}',
  'cli.airplane': 'einen echten Client ohne Netz alles installieren lassen und zeigen, was fehlt',
  'cli.airplane.packages': 'was zu installieren ist; ohne Angabe das, woraus der Spiegel gemacht wurde',
  'cli.airplane.lockfile': 'eine Lockdatei, die zu installieren ist',
  'cli.airplane.fetch': 'fehlende Dateien laden und noch einmal versuchen',
  'error.client.not_ok': '{client} hat nicht alles bekommen{count, plural, =0 {} one {: # fehlt} other {: # fehlen}}.',
  'error.client.unknown': 'Für {distribution} kann nichts namens »{client}« eingerichtet werden.',
  'error.client.unknown.advice': '{names, select, none {} other {Es gibt: {names}.}}',
  'error.client.not_plain':
    '{path} wird nicht geändert: {what, select, link {es ist ein Verweis auf {target}} hard_link {dieselbe Datei hat weitere Namen} large {sie ist zu groß für eine Konfiguration} folder {andere dürfen in den Ordner schreiben} other {es ist keine gewöhnliche Datei}}.',
  'error.client.not_plain.advice':
    'Den Text des Spiegels von Hand eintragen, oder erst eine gewöhnliche Datei daraus machen.',
  'error.client.unreadable': '{path} kann nicht gelesen werden: {reason}',
  'error.client.unreadable.advice':
    'Diesem Benutzer das Lesen erlauben, oder den Text des Spiegels von Hand eintragen.',
  'error.client.unwritable': '{path} kann nicht geschrieben werden: {reason}',
  'error.client.unwritable.advice':
    'Nichts wurde geändert. Diesem Benutzer das Schreiben erlauben, oder den Text des Spiegels von Hand eintragen.',
  'error.client.changed_meanwhile': '{path} wurde gerade von anderen geändert.',
  'error.client.changed_meanwhile.advice': 'Nichts ist geschehen. Den neuen Unterschied ansehen und neu entscheiden.',
  'error.client.changed_since': '{path} wurde seither von anderen geändert.',
  'error.client.changed_since.advice':
    'Nichts ist geschehen. Den Unterschied ansehen: erst diese Änderungen zurücknehmen, oder alles erzwingen, wobei sie verloren gehen.',
  'error.client.layered': '{path} wurde seither für {other} noch einmal geändert.',
  'error.client.layered.advice': 'Erst die Einrichtung für {other} rückgängig machen.',
  'error.client.no_files': '{client} hat keine Konfiguration, die zu ändern wäre.',
  'error.client.no_files.advice': 'Die Befehle verwenden, die beim Spiegel stehen.',
  'error.client.nothing_to_change': '{client} ist für diesen Spiegel schon eingerichtet.',
  'error.client.undo_first':
    'Die Einrichtung von {client} soll neu gemacht werden, und dieses Programm darf die Dateien nicht schreiben.',
  'error.client.undo_first.advice': 'Die Befehle ausführen, die sie rückgängig machen; dann neu einrichten.',
  'error.client.not_applied': 'Diese Einrichtung wurde nicht hier gemacht; es gibt nichts rückgängig zu machen.',
  'error.client.not_run': '{client} kann eingerichtet, aber nicht von hier gestartet werden.',
  'error.client.not_serving': 'Gerade wird nichts ausgeliefert, also kann kein Client laufen.',
  'error.client.not_serving.advice': 'Den Dienst mit stillwater serve starten, oder die Anwendung öffnen.',
  'error.client.no_program': '{name} ist auf diesem Rechner nicht installiert.',
  'error.client.no_program.advice': 'Installieren, oder die Prüfung dort ausführen, wo es vorhanden ist.',
  'error.client.timeout': '{name} wurde nach {minutes, plural, one {# Minute} other {# Minuten}} beendet.',
  'error.client.timeout.advice': 'Weniger Pakete nennen, oder CLIENT_RUN_MINUTES erhöhen.',
  'error.client.guarded': 'Die Distribution ist geschützt, und der Client wurde nicht eingelassen.',
  'error.client.guarded.advice':
    'Den Client mit eigenen Zugangsdaten starten, oder den Schutz für die Dauer des Tests entfernen.',
  'error.client.nothing_to_fetch': 'Dem letzten Flugzeugtest fehlte nichts, das geladen werden kann.',
  'error.client.nothing_to_fetch.advice':
    'Erst den Test ausführen. Was der Spiegel nicht enthält, muss ihm hinzugefügt werden.',
}
