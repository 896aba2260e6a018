/** Texts of the command line. */
import type { cli as english } from '../en/cli.ts'
import type { Translation } from '../language.ts'

export const cli: Translation<typeof english> = {
  'cli.program': 'Software-Repositorys spiegeln, solange das Netz da ist, und ausliefern, wenn nicht.',
  'cli.option.help': 'Hilfe zeigen',
  'cli.option.version': 'die Version ausgeben',
  'cli.option.data_dir': 'Ordner, in dem alles liegt (sonst STILLWATER_DATA_DIR, sonst der Ordner für Benutzerdaten)',
  'cli.option.json': 'das Ergebnis als JSON ausgeben',
  'cli.option.background': 'die Arbeit einreihen und nicht auf sie warten',
  'cli.option.workers': 'Aufgaben, die gleichzeitig laufen',
  'cli.option.limit': 'wie viele zu zeigen sind',

  'cli.serve': 'den Dienst betreiben: Oberfläche, API und Inhalte, bis er beendet wird',
  'cli.serve.api_port': 'Port der API und der Oberfläche; 0 nimmt einen freien',
  'cli.serve.content_port': 'Port der Inhalte; 0 nimmt einen freien',
  'cli.serve.host': 'Adresse, auf der gehört wird',
  'cli.serve.content_host': 'Adresse allein für die Inhalte, etwa eine des lokalen Netzes',
  'cli.serve.tls': 'die Inhalte über TLS ausliefern, mit einem Zertifikat, das dafür gemacht wird',
  'cli.serve.tls_cert': 'die Inhalte über TLS ausliefern, mit diesem Zertifikat (PEM, mit seiner Kette)',
  'cli.serve.tls_key': 'Schlüssel jenes Zertifikats (PEM)',
  'cli.serve.tls_pair': '--tls-cert und --tls-key gehören zusammen: beide angeben.',
  'cli.serve.ui': 'Oberfläche  {value}',
  'cli.serve.api': 'API         {value}',
  'cli.serve.content': 'Inhalte     {value}',
  'cli.serve.data': 'Daten       {value}',
  'cli.serve.password': 'Passwort    von admin steht in {value}',
  'cli.serve.ready': 'Bereit. Strg-C beendet es.',

  'cli.proxy_config': 'die Konfiguration eines Webservers vor diesem hier ausgeben',
  'cli.proxy_config.server': 'welcher Webserver',
  'cli.proxy_config.name': 'Rechnername, den Clients benutzen',
  'cli.diagnostics': 'in eine Datei schreiben, was beim Suchen eines Fehlers hilft, ohne Geheimnisse',
  'cli.diagnostics.file': 'Datei, die geschrieben wird (.tar.gz)',
  'cli.diagnostics.done':
    '{file}: {count, plural, one {# Datei} other {# Dateien}}, ohne Geheimnisse. Vor dem Verschicken hineinsehen.',

  'cli.interrupted': 'Die Aufgabe läuft im laufenden Stillwater weiter. Zum Abbrechen: stillwater task cancel {task}',

  'cli.mirror': 'eine Quelle spiegeln, oder einen Spiegel auf den neuesten Stand bringen',
  'cli.mirror.delete':
    'einen Spiegel in den Papierkorb legen: sein Repository mit allen Versionen, sein Remote und seine Distribution',
  'cli.mirror.delete.permanent': 'ihn endgültig löschen, ohne den Papierkorb',
  'cli.mirror.restore': 'einen Spiegel aus dem Papierkorb zurückholen, wie er war',
  'cli.mirror.left_empty':
    'Den Spiegel {name} gibt es jetzt, noch leer: stillwater mirror sync {quoted} versucht es wieder, stillwater mirror delete {quoted} entfernt ihn.',
  'cli.mirror.left':
    'Version {number} von {name} wird weiter ausgeliefert; seine Quelle ist jetzt die hier angegebene.',
  'cli.mirror.sync': 'vorhandene Spiegel auf den neuesten Stand bringen, mit ihren Namen',
  'cli.mirror.sync.names': 'Namen von Spiegeln',
  'cli.mirror.sync.which': 'Namen von Spiegeln angeben, oder --all.',
  'cli.mirror.sync.all': 'alle Spiegel, die eine Quelle haben',
  'cli.mirror.restored': '{name} ist wieder da.',
  'cli.mirror.trashed': '{name} ist im Papierkorb. Zum Zurückholen: stillwater mirror restore {quoted}',
  'cli.mirror.delete.name': 'Name des Spiegels',
  'cli.mirror.deleted':
    '{name} ist gelöscht. Dateien, die kein anderer Spiegel braucht, gehen beim nächsten Aufräumen: stillwater orphan cleanup.',
  'cli.mirror.type': 'spiegeln: {label}',
  'cli.mirror.name': 'Name des Spiegels (sonst aus der Quelle); einer, den es gibt, wird auf diese Quelle umgestellt',
  'cli.mirror.policy': 'wann Dateien geholt werden: jetzt, beim ersten Gebrauch und behalten, oder bei jedem Gebrauch',
  'cli.mirror.preview': 'sagen, was gespiegelt würde, und nichts schreiben',
  'cli.mirror.plan': '{name}: {summary}',
  'cli.mirror.plan_packages': '{packages, plural, one {# Eintrag} other {# Einträge}}',
  'cli.mirror.plan_bytes': '{bytes} zu speichern',
  'cli.mirror.warning': 'Warnung: {warning}',
  'cli.mirror.done':
    '{name}: {packages, plural, one {# Eintrag} other {# Einträge}}, {bytes} gespeichert, in {seconds, number, ::.0} s',
  'cli.mirror.version': 'Neue Version {version}; {fetched} geholt',
  'cli.mirror.unchanged': 'Nichts hat sich geändert: weiter Version {version}; {fetched} geholt',
  'cli.mirror.served': 'Adresse: {url}',
  'cli.mirror.serve_hint': 'stillwater serve liefert ihn aus.',

  'cli.client': 'Clients einrichten',
  'cli.client.show': 'ausgeben, was ein Client braucht, um einen Spiegel zu benutzen',
  'cli.client.distribution': 'Name des Spiegels, oder href der Distribution',

  'cli.verify': 'jede gespeicherte Datei mit ihrer Prüfsumme vergleichen',
  'cli.verify.clean':
    '{artifacts, plural, one {# Datei} other {# Dateien}} ({bytes}) geprüft: {artifacts, plural, one {sie ist} other {alle sind}} wie verzeichnet',
  'cli.verify.wrong':
    '{artifacts, plural, one {# Datei} other {# Dateien}} ({bytes}) geprüft: {wrong, plural, one {# Problem} other {# Probleme}}',
  'cli.verify.missing': 'Fehlt: {item}{mirrors, select, other { in {mirrors}}} (sha256 {sha256})',
  'cli.verify.corrupted': 'Beschädigt: {item}{mirrors, select, other { in {mirrors}}} (sha256 {sha256})',
  'cli.verify.repair': 'stillwater repair holt solche Dateien noch einmal von dort, woher sie kamen.',
  'cli.verify.problem': 'Problem: {item}',

  'cli.secrets': 'die Geheimnisse von Remotes verwalten',
  'cli.secrets.rotate': 'die Geheimnisse aller Remotes unter einem neuen Schlüssel verschlüsseln',
  'cli.secrets.rotated':
    '{secrets, plural, =0 {Kein Remote hat ein Geheimnis; der Schlüssel ist ein neuer} one {# Geheimnis ist unter einem neuen Schlüssel verschlüsselt} other {# Geheimnisse sind unter einem neuen Schlüssel verschlüsselt}}',

  'cli.repair': 'fehlende und beschädigte Dateien noch einmal holen',
  'cli.repair.repository_version': 'nur die Dateien dieser Version; ihr href',
  'cli.repair.no_verify_checksums': 'nur auf die Größen sehen, was schnell geht',
  'cli.repair.lost': 'Verloren: {item}',
  'cli.repair.done':
    '{missing, number} fehlten, {corrupted, number} waren beschädigt; {repaired, number} noch einmal geholt, {on_demand, number} werden es auf Anfrage, {lost, number} sind nicht zu bekommen',

  'cli.search': 'ein Paket oder eine Datei in allen Spiegeln finden',
  'cli.search.text': 'Teile des Namens oder Pfades, in beliebiger Reihenfolge',
  'cli.search.limit': 'Treffer, die zu zeigen sind; 50, wenn nichts angegeben ist',
  'cli.search.none': 'Kein Spiegel hat oder hatte etwas namens {q}.',
  'cli.search.more_than': 'Es gibt mehr als {count, number} Treffer; mehr vom Namen angeben.',
  'cli.search.column.name': 'Name',
  'cli.search.column.mirror': 'Spiegel',
  'cli.search.column.versions': 'Versionen',
  'cli.search.column.file': 'Datei',
  'cli.search.column.size': 'Größe',
  'cli.search.state.stored': 'vorhanden',
  'cli.search.state.on_demand': 'bei Bedarf',
  'cli.search.state.missing': 'fehlt',
  'cli.search.gone': '(nicht in der neuesten)',

  'cli.checksums':
    'gespeicherten Dateien die Prüfsummen aus ALLOWED_CONTENT_CHECKSUMS geben, nachdem dies geändert wurde',
  'cli.checksums.report': 'nur sagen, wie viele Dateien es betrifft',
  'cli.checksums.unreadable': 'Fehlt oder beschädigt: {item}. stillwater repair ausführen, dann dies noch einmal.',
  'cli.checksums.reported':
    '{artifacts, plural, =0 {Jede gespeicherte Datei hat genau die erlaubten Prüfsummen} one {# gespeicherte Datei hat nicht genau die erlaubten Prüfsummen} other {# gespeicherte Dateien haben nicht genau die erlaubten Prüfsummen}}',
  'cli.checksums.done':
    '{artifacts, plural, =0 {Jede gespeicherte Datei hatte genau die erlaubten Prüfsummen} other {{updated, number} von {artifacts, number} gespeicherten Dateien angepasst}}',
  'cli.checksums.unfetchable':
    '{unfetchable, plural, one {# Datei bei Bedarf kann nicht geholt werden: die Quelle gibt keine erlaubte Prüfsumme für sie an} other {# Dateien bei Bedarf können nicht geholt werden: die Quelle gibt keine erlaubte Prüfsumme für sie an}}',

  'cli.prune': 'aus Repositorys herausnehmen, was vor langer Zeit kam, in neuen Versionen',
  'cli.prune.names': 'Namen oder hrefs von Repositorys',
  'cli.prune.all': 'alle Repositorys',
  'cli.prune.keep_days': 'Tage, die Einheiten bleiben; 14, wenn nichts angegeben ist',
  'cli.prune.keep_latest': 'Versionen jedes Pakets, die bleiben, wie alt sie auch sind; 1, wenn nichts angegeben ist',
  'cli.prune.dry_run': 'nur sagen, was ginge',
  'cli.prune.which': 'Die Repositorys nennen, oder --all angeben.',
  'cli.prune.done':
    '{name}: {dry_run, select, true {{pruned, number} würden gehen, {kept, number} würden bleiben} other {{pruned, number} sind gegangen, {kept, number} bleiben}}',

  'cli.orphan': 'Inhalt verwalten, den nichts benutzt',
  'cli.orphan.cleanup': 'Inhalt entfernen, der in keiner Version ist, und Dateien, die nichts benutzt',
  'cli.orphan.protection_time':
    'Minuten, in denen niemand danach gefragt haben darf; die Einstellung ORPHAN_PROTECTION_TIME, wenn nichts angegeben ist',
  'cli.orphan.cleaned':
    '{content, plural, one {# Einheit} other {# Einheiten}} und {artifacts, plural, one {# Datei} other {# Dateien}} entfernt ({bytes}){files, plural, =0 {} one {, dazu # nicht verzeichnete Datei} other {, dazu # nicht verzeichnete Dateien}}',

  'cli.worker': 'eingereihte Aufgaben ausführen',
  'cli.worker.burst': 'enden, wenn keine Aufgabe mehr da ist',
  'cli.worker.done':
    '{tasks, plural, =0 {Keine Aufgabe wartete} one {# Aufgabe ist gelaufen} other {# Aufgaben sind gelaufen}}{failed, plural, =0 {} other {, # fehlgeschlagen}}',

  'cli.backup': 'den Datenordner sichern, während er benutzt wird',
  'cli.backup.folder': 'wo Sicherungen liegen; gespeicherte Dateien früherer werden nicht noch einmal kopiert',
  'cli.backup.files':
    'gespeicherte Dateien, die mitkommen: alle (all), nur die, die keine Quelle noch einmal geben kann (own), oder keine (none)',
  'cli.backup.with_key':
    'den Schlüssel der Geheimnisse von Remotes und von Signaturschlüsseln mitnehmen; eine solche Sicherung so sicher verwahren wie die Passwörter',
  'cli.backup.link': 'gespeicherte Dateien verknüpfen statt kopieren, wo der Datenträger derselbe ist',
  'cli.backup.damaged': 'Nicht in der Sicherung, weil es hier fehlt oder beschädigt ist: {item}',
  'cli.backup.done':
    '{path}: {artifacts, plural, =0 {keine gespeicherten Dateien} one {# gespeicherte Datei} other {# gespeicherte Dateien}}, {bytes}.',
  'cli.backup.no_key':
    'Der Schlüssel der Geheimnisse ist nicht darin: nach einem Zurückholen sind die Geheimnisse von {remotes} neu einzugeben. --with-key nimmt ihn mit.',
  'cli.backup.no_signing_key':
    'Der Schlüssel der Geheimnisse ist nicht darin, und nichts sonst öffnet {count, plural, one {den Signaturschlüssel} other {die Signaturschlüssel}} {keys}: nach einem Zurückholen lassen sich damit signierte Spiegel nicht synchronisieren, bis die Clients einen neuen Schlüssel übernehmen. --with-key nimmt ihn mit.',
  'cli.files_done': '{done, number} von {total, number} Dateien',
  'cli.restore': 'aus einer Sicherung einen neuen Datenordner (--data-dir) machen',
  'cli.restore.folder': 'eine Sicherung, oder ein Ordner mit Sicherungen: dann die neueste',
  'cli.restore.done':
    'Zurückgeholt nach {to}: {versions, plural, one {# Version} other {# Versionen}}, {artifacts, plural, one {# gespeicherte Datei} other {# gespeicherte Dateien}}, {bytes}.',
  'cli.restore.on_demand':
    '{count, plural, one {# Datei kam nicht mit und wird} other {# Dateien kamen nicht mit und werden}} auf Anfrage noch einmal geholt.',
  'cli.restore.lost':
    '{count, plural, one {# Datei kam nicht mit, und keine Quelle hat sie} other {# Dateien kamen nicht mit, und keine Quelle hat sie}}: `stillwater verify` nennt sie.',
  'cli.restore.no_key':
    'Die Geheimnisse von {remotes} sind hier nicht lesbar: secret.key des alten Datenordners kopieren, oder sie neu eingeben.',
  'cli.restore.no_signing_key':
    '{count, plural, one {Der Signaturschlüssel {keys} lässt} other {Die Signaturschlüssel {keys} lassen}} sich hier nicht öffnen; damit signierte Spiegel können nicht synchronisiert werden: secret.key des alten Datenordners kopieren, oder unter Vertrauen oder mit stillwater api trust_signing_key_rotate einen neuen Schlüssel machen, den die Clients dann übernehmen müssen.',
  'cli.move': 'den Datenordner umziehen; nichts darf ihn benutzen',
  'cli.move.folder': 'der neue Ort: ein Ordner, den es noch nicht gibt oder der leer ist',
  'cli.move.remove_old': 'die Daten danach am alten Ort entfernen, bis auf einen Hinweis, wo sie sind',
  'cli.move.done': 'Umgezogen nach {path}: {files, plural, one {# Datei} other {# Dateien}}, {bytes}.',
  'cli.move.kept':
    'Die alten Daten sind noch in {from}; sie entfernen, wenn alles gut ist. Wer dort startet, kommt zum neuen Ort.',
  'cli.move.removed': 'In {from} ist nur ein Hinweis geblieben, der zum neuen Ort führt.',
  'cli.storage': 'messen, was Platz braucht, und es zeigen',
  'cli.storage.stored':
    'Gespeicherte Dateien: {stored} ({files, plural, one {# Datei} other {# Dateien}}), davon {shared} für mehrere Spiegel und {unused} für keinen.',
  'cli.storage.rest': 'Katalog: {catalogue}. Verzeichnisse, Protokolle und laufende Arbeit: {rest}.',
  'cli.storage.disk': 'Frei auf der Platte: {free} von {size}.',
  'cli.schedule': 'Spiegel regelmäßig abgleichen',
  'cli.schedule.list': 'Zeitpläne auflisten',
  'cli.schedule.add': 'einen Spiegel nach einem Zeitplan abgleichen',
  'cli.schedule.mirror': 'Name des Spiegels, oder href seines Repositorys',
  'cli.schedule.cron':
    'fünf Felder in Ortszeit: Minute, Stunde, Tag des Monats, Monat, Wochentag; "0 3 * * *" ist nachts um 3',
  'cli.schedule.every': 'Sekunden zwischen zwei Abgleichen, mindestens 60',
  'cli.schedule.rhythm': 'entweder --cron oder --every angeben.',
  'cli.schedule.disabled': 'ihn anlegen, aber ausgeschaltet lassen',
  'cli.schedule.enable': 'einen Zeitplan einschalten',
  'cli.schedule.disable': 'einen Zeitplan ausschalten',
  'cli.schedule.remove': 'einen Zeitplan entfernen',
  'cli.schedule.id': 'Spiegel, oder Kennung des Zeitplans',
  'cli.schedule.seconds': 'alle {seconds} s',
  'cli.schedule.off': 'aus',
  'cli.schedule.set': 'Zeitplan {id}: {rhythm}, als Nächstes {next}.',
  'cli.schedule.set_off': 'Zeitplan {id}: {rhythm}, aus.',
  'cli.schedule.removed': 'Entfernt.',
  'cli.reclaim': 'Dateien entfernen, die noch einmal geholt werden können; Clients bekommen sie bei Bedarf',
  'cli.reclaim.mirrors': 'Namen von Spiegeln; alle, wenn nichts angegeben ist',
  'cli.reclaim.done': '{bytes} aus {artifacts, plural, one {# Datei} other {# Dateien}} zurückgewonnen.',
  'cli.version': 'einzelne Versionen von Spiegeln verwalten',
  'cli.version.list': 'die Versionen eines Spiegels zeigen, die neueste zuerst',
  'cli.version.serve': 'Clients diese Version eines Spiegels geben, oder wieder die neueste',
  'cli.version.number_or_newest': 'Nummer der Version, oder newest',
  'cli.version.not_a_number': 'Es muss die Nummer einer Version sein, oder newest.',
  'cli.version.served':
    'Clients bekommen Version {number} von {name}, was auch später synchronisiert wird. Um wieder der neuesten zu folgen: stillwater version serve {quoted} newest',
  'cli.version.newest': 'Clients bekommen die neueste Version von {name}.',
  'cli.version.delete': 'eine Version eines Spiegels löschen',
  'cli.version.number': 'Nummer der Version',
  'cli.version.deleted': 'Version {number} von {name} ist gelöscht.',
  'cli.task.purge': 'die Aufzeichnungen von Aufgaben löschen, die vor einiger Zeit endeten',
  'cli.task.purge.older_than': 'Tage seit ihrem Ende',
  'cli.task.purge.state': 'nur die, die so endeten: completed, failed, canceled',
  'cli.task.purged':
    '{tasks, plural, =0 {Keine Aufzeichnungen} one {# Aufzeichnung} other {# Aufzeichnungen}} von Aufgaben gelöscht.',
  'cli.task': 'Aufgaben ansehen, anhalten und abbrechen',
  'cli.task.list': 'Aufgaben auflisten, die neuesten zuerst',
  'cli.task.list.state': 'nur Aufgaben in diesem Zustand',
  'cli.task.show': 'eine Aufgabe zeigen',
  'cli.task.cancel': 'eine Aufgabe abbrechen',
  'cli.task.pause': 'eine Aufgabe anhalten; ihr Verkehr ruht, bis sie fortgesetzt wird',
  'cli.task.resume': 'eine angehaltene Aufgabe fortsetzen',
  'cli.task.paused': 'angehalten',
  'cli.download': 'alles Herunterladen anhalten oder fortsetzen',
  'cli.download.show': 'zeigen, ob das Herunterladen angehalten ist, und seine Grenze',
  'cli.download.pause': 'alles Herunterladen anhalten, bis es fortgesetzt wird oder das Programm neu startet',
  'cli.download.resume': 'das Herunterladen fortsetzen',
  'cli.download.paused': 'Das Herunterladen ist angehalten',
  'cli.download.flowing': 'Das Herunterladen ist nicht angehalten',
  'cli.download.limit': 'Höchstens {limit, number} Bytes je Sekunde',
  'cli.task.task': 'id oder href der Aufgabe',
  'cli.task.queued': 'Eingereiht: {href}',
  'cli.task.waiting': 'wartet',
  'cli.task.running': 'läuft',
  'cli.task.completed': 'abgeschlossen',
  'cli.task.failed': 'fehlgeschlagen',
  'cli.task.canceling': 'wird abgebrochen',
  'cli.task.canceled': 'abgebrochen',

  'cli.status': 'die Spiegel des Datenordners zeigen, und ob sie ausgeliefert werden',
  'cli.status.version': 'Stillwater {version}, Daten in {data_dir}',
  'cli.status.served': 'Ausgeliefert unter {url}',
  'cli.status.held': '{held} von {number}',
  'cli.status.not_served': 'Nicht ausgeliefert; stillwater serve tut es.',
  'cli.status.no_mirrors': 'Noch keine Spiegel',

  'cli.resource.plugin': 'Objekte der Art {plugin}',
  'cli.resource.kind.repositories': 'Repositorys: Inhalt in Versionen, die sich nie ändern',
  'cli.resource.kind.remotes': 'Remotes: woher Inhalt kommt, und wie',
  'cli.resource.kind.content': 'Inhalt: {type}',
  'cli.resource.kind.publications': 'Publikationen: Versionen, für Clients hergerichtet',
  'cli.resource.kind.distributions': 'Distributionen: die Adressen, die Clients benutzen',
  'cli.resource.kind.acs': 'alternative Quellen: andere Orte mit denselben Dateien',
  'cli.resource.kind.contentguards': 'Zugriffsschutz: wer holen darf ({type})',
  'cli.resource.kind.exporters': 'Exporter: wohin Inhalt getragen wird',
  'cli.resource.kind.importers': 'Importer: von wo Inhalt hereingetragen wird',
  'cli.resource.kind.artifacts': 'gespeicherte Dateien',
  'cli.resource.kind.tasks': 'Aufgaben: was getan wird, wurde und werden wird',
  'cli.resource.kind.task_groups': 'Gruppen von Aufgaben',
  'cli.resource.kind.task_schedules': 'was von selbst läuft',
  'cli.resource.kind.uploads': 'Dateien, die in Teilen kommen',
  'cli.resource.kind.workers': 'Arbeiter: die Threads, die Aufgaben ausführen',
  'cli.resource.kind.repository_versions': 'Versionen aller Repositorys',
  'cli.resource.kind.signing_services': 'Schlüssel, die signieren, was veröffentlicht wird',
  'cli.resource.kind.users': 'der Benutzer',
  'cli.resource.kind.groups': 'Gruppen von Benutzern: keine',
  'cli.resource.kind.roles': 'Rollen: keine',
  'cli.resource.kind.domains': 'Domänen: keine',
  'cli.resource.object': 'Name oder href',
  'cli.resource.filter': 'jeder Filter der API, etwa name__contains=web; mehrfach möglich',
  'cli.resource.none': 'Keine',
  'cli.resource.more': '{left, number} weitere; --limit und --offset erreichen sie',
  'cli.resource.deleted': 'Gelöscht',
  'cli.resource.done': 'Erledigt',
  'cli.resource.any_type': 'jeden Typs',
  'cli.resource.unchanged': 'Fertig; nichts hat sich geändert',

  'cli.rebuild': 'den Katalog aus den Dateien neben ihm neu machen, wenn er verloren oder beschädigt ist',
  'cli.rebuild.replace': 'den vorhandenen Katalog vorher beiseitelegen; er bleibt neben dem neuen',
  'cli.rebuild.differs': 'Weicht ab: {item} enthält nicht, was es enthielt, als es gemacht wurde',
  'cli.rebuild.missing': 'Fehlt oder beschädigt: eine Datei mit sha256 {sha256}',
  'cli.rebuild.problem': 'Problem: {item}',
  'cli.rebuild.done':
    '{repositories, plural, one {# Repository} other {# Repositorys}}, {versions, plural, one {# Version} other {# Versionen}}, {units, plural, one {# Einheit} other {# Einheiten}} und {files, plural, one {# Datei} other {# Dateien}} ({size}, alle geprüft) sind wieder da; jede Version wurde mit ihrer Prüfwurzel verglichen.',
  'cli.rebuild.secrets':
    'Passwörter und Schlüssel von Remotes liegen nicht neben dem Katalog: den Remotes, die sie brauchen, neu geben.',

  'cli.usage.count': 'Es muss eine ganze Zahl von {least} bis {most} sein.',
  'cli.group.daily': 'Jeden Tag:',
  'cli.group.care': 'Pflege:',
  'cli.group.more': 'Weiteres, und die API:',
  'cli.examples':
    'Beispiele:\n  stillwater mirror npm --lockfile package-lock.json   behalten, was ein Projekt braucht\n  stillwater mirror npm --lockfile package-lock.json   noch einmal: auf den neuesten Stand bringen\n  stillwater serve                                     alle Spiegel ausliefern, mit der Oberfläche\n  stillwater client show NAME                          was in die Einstellungen gehört\n  stillwater airplane NAME                             lässt es sich ohne Netz installieren?',
  'cli.usage.see_help':
    'stillwater --help zeigt die Befehle; mirror legt einen Spiegel an, mirror sync NAME bringt ihn auf den neuesten Stand.',
  'cli.usage.see_help_of': 'stillwater {command} --help zeigt seine Befehle.',
  'cli.usage.see_api': 'stillwater api list nennt die Operationen.',
  'cli.usage.one_source':
    'genau eine Quelle angeben: {sources}. Um einen vorhandenen Spiegel auf den neuesten Stand zu bringen: stillwater mirror sync NAME.',
  'cli.usage.other_source': '--{option} wird von dieser Quelle nicht gefragt; es gehört zu {sources}.',
  'cli.usage.one_value': '{field}: genau einen Wert angeben.',
  'cli.usage.burst': 'stillwater worker braucht --burst; stillwater serve führt immerzu Aufgaben aus.',
  'cli.usage.boolean': '--{option}: »{value}« ist weder true noch false.',
  'cli.usage.number': '--{option}: »{value}« ist keine Zahl.',
  'cli.usage.pairs': '--{option}: »{value}« hat nicht die Form name=wert,name=wert.',
  'cli.usage.json': '»{value}« ist kein gültiges JSON.',
  'cli.usage.filter': '--filter: »{value}« hat nicht die Form name=wert.',

  'cli.api': 'jede Operation der API, nach ihrer id',
  'cli.api.list': 'die Operationen auflisten',
  'cli.api.parameter': 'id oder href des Objekts',
  'cli.resource.chunk_size':
    'Größe der Teile, in denen eine größere Datei hochgeladen wird; 64 MiB, wenn nichts angegeben ist',
  'cli.completion': 'ein Skript ausgeben, das Befehle in einer Shell vervollständigt',
  'cli.completion.shell': 'für {shell}',
  'cli.man': 'die Handbuchseite ausgeben',
  'cli.man.tree': 'stattdessen alle Befehle als JSON ausgeben',
  'cli.man.description':
    'Befehle sprechen mit dem Stillwater, das auf dem Datenordner läuft, auch mit der Desktop-Anwendung; wo keines läuft, tun sie die Arbeit selbst und beenden sie mit sich.\n\nJeder Befehl gibt sein Ergebnis mit --json als JSON auf der Standardausgabe aus; Fortschritt und Fehler gehen auf die Standardfehlerausgabe. Befehle, die Aufgaben starten, warten auf sie; mit --background nicht. --data-dir nennt den Ordner, in dem alles liegt. Listen nehmen --filter name__contains=x für jeden Filter der API.',
  'cli.man.exit.ok': 'Es wurde getan.',
  'cli.man.exit.failed':
    'Es konnte nicht getan werden; der Grund und was zu tun ist stehen auf der Standardfehlerausgabe.',
  'cli.man.exit.usage': 'Die Befehlszeile war falsch, und nichts wurde getan.',
  'cli.man.exit.interrupted':
    'Ein Signal (INT wie durch Strg-C, TERM oder HUP) hat den Befehl beendet. Was er selbst tat, ist abgebrochen und hinterlässt nichts Halbes; eine Aufgabe eines laufenden Stillwater geht weiter, und der Befehl sagt, wie sie abzubrechen ist.',
  'cli.man.environment.data_dir': 'Der Datenordner, wo --data-dir nicht angegeben ist.',
  'cli.man.environment.admin_password': 'Das Passwort des Benutzers admin, wo es nicht zufällig entstehen soll.',
  'cli.man.environment.settings': 'Jede Einstellung, etwa STILLWATER_WORKERS.',
  'cli.man.environment.language':
    'Die Sprache, en oder de, wo sie nicht die von LC_ALL, LC_MESSAGES oder LANG sein soll.',
}
