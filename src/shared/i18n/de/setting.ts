/** Settings, in words. */
import type { setting as english } from '../en/setting.ts'
import type { Translation } from '../language.ts'

export const setting: Translation<typeof english> = {
  'setting.MIN_FREE_SPACE_MB': 'Platz, der frei bleibt',
  'setting.MIN_FREE_SPACE_MB.about':
    'Megabyte auf dem Datenträger des Datenordners, die Downloads frei lassen. 0 lässt nichts frei.',
  'setting.STORAGE_BUDGET_MB': 'Budget für gespeicherte Dateien',
  'setting.STORAGE_BUDGET_MB.about':
    'Megabyte, die gespeicherte Dateien belegen dürfen. 0 setzt keine Grenze außer dem Datenträger.',
  'setting.TRASH_PROTECTION_TIME': 'Zeit im Papierkorb',
  'setting.TRASH_PROTECTION_TIME.about':
    'Minuten, in denen ein gelöschter Spiegel zurückgeholt werden kann. 0 löscht sofort.',
  'setting.ORPHAN_PROTECTION_TIME': 'Schutz ungenutzter Inhalte',
  'setting.ORPHAN_PROTECTION_TIME.about':
    'Minuten, in denen frische, ungenutzte Inhalte vor dem Aufräumen sicher sind. 0 schaltet das tägliche Aufräumen aus.',
  'setting.UPLOAD_PROTECTION_TIME': 'Schutz unfertiger Uploads',
  'setting.UPLOAD_PROTECTION_TIME.about':
    'Minuten nach dem letzten Teil, in denen ein Upload bleibt. 0 behält ihn für immer.',
  'setting.TMPFILE_PROTECTION_TIME': 'Schutz temporärer Dateien',
  'setting.TMPFILE_PROTECTION_TIME.about':
    'Minuten, in denen ungenutzte temporäre Dateien bei laufendem Programm bleiben.',
  'setting.TASK_PROTECTION_TIME': 'Aufzeichnungen von Aufgaben',
  'setting.TASK_PROTECTION_TIME.about':
    'Minuten, in denen beendete Aufgaben aufbewahrt werden. 0 behält sie für immer.',
  'setting.DOWNLOAD_PARTIAL_MAX_MB': 'Unterbrochene Downloads',
  'setting.DOWNLOAD_PARTIAL_MAX_MB.about': 'Megabyte unterbrochener Downloads, die zum Fortsetzen aufbewahrt werden.',
  'setting.DOWNLOAD_MAX_BYTES_PER_SECOND': 'Begrenzung der Bandbreite',
  'setting.DOWNLOAD_MAX_BYTES_PER_SECOND.about':
    'Byte je Sekunde, die alle Downloads zusammen holen dürfen. 0 setzt keine Grenze.',
  'setting.QUIET_HOURS': 'Ruhezeiten',
  'setting.QUIET_HOURS.about': 'Tageszeiten, zu denen Downloads langsamer sind oder ruhen.',
  'setting.PAUSE_WHEN_METERED': 'Ruhen bei getakteter Verbindung',
  'setting.PAUSE_WHEN_METERED.about':
    'Downloads ruhen, solange die Verbindung nach Menge kostet, soweit dieser Rechner das weiß.',
  'setting.PAUSE_ON_BATTERY': 'Ruhen im Akkubetrieb',
  'setting.PAUSE_ON_BATTERY.about': 'Downloads ruhen, solange dieser Rechner mit dem Akku läuft.',
  'setting.DOWNLOAD_MIN_BYTES_PER_SECOND': 'Langsamste Quelle',
  'setting.DOWNLOAD_MIN_BYTES_PER_SECOND.about':
    'Eine Quelle, die weniger Byte je Sekunde sendet, wird aufgegeben. 0 wartet auf jede.',
  'setting.DOWNLOAD_MIN_RATE_WINDOW': 'Geduld mit langsamen Quellen',
  'setting.DOWNLOAD_MIN_RATE_WINDOW.about': 'Sekunden, über die die Geschwindigkeit einer Quelle gemessen wird.',
  'setting.REMOTE_CONTENT_FETCH_FAILURE_COOLDOWN': 'Pause nach einem Fehler',
  'setting.REMOTE_CONTENT_FETCH_FAILURE_COOLDOWN.about':
    'Sekunden, in denen eine Quelle nach einem Fehler nicht erneut versucht wird.',
  'setting.CONTENT_ORIGIN': 'Öffentliche Adresse',
  'setting.CONTENT_ORIGIN.about':
    'Wo Clients die Inhalte erreichen, wenn etwas anderes davor steht, etwa https://mirror.example.org.',
  'setting.ALLOWED_HOSTS': 'Weitere Namen',
  'setting.ALLOWED_HOSTS.about': 'Namen neben den eigenen Adressen, unter denen Anfragen beantwortet werden.',
  'setting.CONTENT_PATH_PREFIX': 'Pfad der Inhalte',
  'setting.CONTENT_PATH_PREFIX.about': 'Pfad, unter dem Spiegel ausgeliefert werden.',
  'setting.CONTENT_GRACE_INTERVAL': 'Zeit für laufende Antworten',
  'setting.CONTENT_GRACE_INTERVAL.about': 'Sekunden, die laufende Antworten beim Beenden bekommen.',
  'setting.CONTENT_MAX_CONNECTIONS_PER_ADDRESS': 'Verbindungen eines Rechners',
  'setting.CONTENT_MAX_CONNECTIONS_PER_ADDRESS.about':
    'Verbindungen, die ein anderer Rechner offen haben darf. 0 erlaubt beliebig viele.',
  'setting.CONTENT_MAX_REQUESTS_PER_SECOND_PER_ADDRESS': 'Anfragen eines Rechners',
  'setting.CONTENT_MAX_REQUESTS_PER_SECOND_PER_ADDRESS.about':
    'Anfragen, die ein anderer Rechner je Sekunde stellen darf. 0 erlaubt beliebig viele.',
  'setting.CONTENT_CACHE_HEADER': 'Cache-Kopfzeile',
  'setting.CONTENT_CACHE_HEADER.about': 'Ob Antworten sagen, dass sie gemerkt waren (X-PULP-CACHE).',
  'setting.DISTRIBUTED_PUBLICATION_RETENTION_PERIOD': 'Ersetzte Publikationen',
  'setting.DISTRIBUTED_PUBLICATION_RETENTION_PERIOD.about':
    'Sekunden, in denen Dateien einer ersetzten Publikation erreichbar bleiben.',
  'setting.ACCESS_LOG': 'Zugriffsprotokoll',
  'setting.ACCESS_LOG.about': 'Ob jede Anfrage nach Inhalten eine Zeile in log/access.log ist.',
  'setting.ACCESS_LOG_MAX_MB': 'Größe des Zugriffsprotokolls',
  'setting.ACCESS_LOG_MAX_MB.about': 'Megabyte einer Datei des Zugriffsprotokolls.',
  'setting.ACCESS_LOG_FILES': 'Dateien des Zugriffsprotokolls',
  'setting.ACCESS_LOG_FILES.about': 'Wie viele Dateien des Zugriffsprotokolls bleiben.',
  'setting.MAX_CONCURRENT_CONTENT': 'Dateien gleichzeitig',
  'setting.MAX_CONCURRENT_CONTENT.about': 'Einheiten, deren Dateien ein Abgleich gleichzeitig holt.',
  'setting.SYNC_MAX_IN_FLIGHT_MB': 'Daten unterwegs',
  'setting.SYNC_MAX_IN_FLIGHT_MB.about': 'Megabyte, die ein Abgleich geholt, aber noch nicht verzeichnet haben darf.',
  'setting.SYNC_QUARANTINE_MAX_PERCENT': 'Beiseitegelegte Dateien',
  'setting.SYNC_QUARANTINE_MAX_PERCENT.about':
    'Prozent der Einheiten eines Abgleichs, die beiseitegelegt werden dürfen, ehe er fehlschlägt.',
  'setting.GUESTS_MAY_LOOK': 'Gäste dürfen sich umsehen',
  'setting.GUESTS_MAY_LOOK.about':
    'Wer die Oberfläche erreicht, darf sich ohne Passwort umsehen. Geheimes bleibt verborgen, ändern lässt sich nichts.',
  'setting.CLIENT_ROOT': 'Ordner anstelle dieses Rechners',
  'setting.CLIENT_ROOT.about': 'Clients werden unter diesem Ordner eingerichtet statt auf dem Rechner selbst.',
  'setting.CLIENT_RUN_MINUTES': 'Längster Lauf eines Clients',
  'setting.CLIENT_RUN_MINUTES.about': 'Minuten, die eine Prüfung oder ein Flugzeugtest dauern darf.',
  'setting.METRICS_OPEN': 'Offene Metriken',
  'setting.METRICS_OPEN.about': 'Ob Metriken ohne Anmeldung ausgegeben werden.',
  'setting.ALLOWED_CONTENT_CHECKSUMS': 'Prüfsummen',
  'setting.ALLOWED_CONTENT_CHECKSUMS.about':
    'Prüfsummen, die berechnet, akzeptiert und weitergegeben werden. sha256 ist immer nötig.',
  'setting.ALLOWED_IMPORT_PATHS': 'Lesbare Ordner',
  'setting.ALLOWED_IMPORT_PATHS.about': 'Ordner, unter denen Quellen auf diesem Rechner (file://) liegen dürfen.',
  'setting.NOTIFICATIONS': 'Mitteilungen',
  'setting.NOTIFICATIONS.about': 'Enden von Aufgaben, die eine Mitteilung wert sind.',
  'setting.WORKERS': 'Aufgaben gleichzeitig',
  'setting.WORKERS.about': 'Aufgaben, die zur selben Zeit laufen.',
  'setting.TASK_GRACE_INTERVAL': 'Zeit zum Anhalten',
  'setting.TASK_GRACE_INTERVAL.about': 'Sekunden, die eine laufende Aufgabe beim Beenden zum Anhalten bekommt.',
  'setting.LOG_LEVEL': 'Ausführlichkeit des Protokolls',
  'setting.LOG_LEVEL.about': 'Wie viel das Protokoll sagt.',
  'setting.group.storage': 'Speicher',
  'setting.group.downloads': 'Downloads',
  'setting.group.sharing': 'Ausliefern und Teilen',
  'setting.group.sync': 'Abgleich',
  'setting.group.safety': 'Zugang und Sicherheit',
  'setting.group.notifications': 'Mitteilungen',
  'setting.group.program': 'Programm',
  'error.settings.fixed':
    'Die Einstellung {name} ist festgelegt: {origin, select, environment {durch die Umgebung} command_line {durch die Befehlszeile} policy {durch die Richtlinie dieses Rechners} other {{origin}}}.',
  'error.settings.fixed.advice': 'Dort ändern; die Datei würde nicht gelten.',
}
