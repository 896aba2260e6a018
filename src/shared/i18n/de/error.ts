/** What happened and why (`error.<code>`), and what to do about it (`error.<code>.advice`). */
import type { error as english } from '../en/error.ts'
import type { Translation } from '../language.ts'

export const error: Translation<typeof english> = {
  'error.internal': 'Etwas Unerwartetes ist geschehen: {reason}',
  'error.internal.advice': 'Das Protokoll im Datenordner ansehen und dies damit melden.',
  'error.artifact.in_content': 'Das Artefakt kann nicht gelöscht werden, weil Inhalt darauf verweist.',
  'error.artifact.in_content.advice': 'Zuerst den Inhalt entfernen; das Aufräumen nimmt die Datei dann mit.',
  'error.artifact.in_use':
    'Das Artefakt kann nicht gelöscht werden, solange eine Aufgabe läuft, die es brauchen könnte.',
  'error.artifact.in_use.advice': 'Erneut versuchen, wenn die laufenden Aufgaben beendet sind.',
  'error.artifact.gone': 'Das Artefakt {id} ist nicht mehr da.',
  'error.artifact.gone.advice': 'Die Datei noch einmal hochladen.',
  'error.upload.not_found': 'Es gibt kein Hochladen {id}.',
  'error.upload.not_found.advice':
    'Es wurde abgeschlossen, gelöscht oder aufgeräumt, weil niemand damit fortfuhr. Ein neues beginnen.',
  'error.upload.in_use': 'Eine Aufgabe benutzt gerade das Hochladen {id}.',
  'error.upload.in_use.advice': 'Warten, bis die Aufgabe beendet ist.',
  'error.upload.incomplete':
    'Das Hochladen ist nicht vollständig: es fehlen die Bytes {start, number, ::group-off} bis {end, number, ::group-off} von {size, number, ::group-off}.',
  'error.upload.incomplete.advice':
    'Die fehlenden Teile senden und es erneut versuchen. Das Hochladen nennt die, die angekommen sind.',
  'error.upload.too_many_chunks':
    'Das Hochladen hat zu viele Teile, oder Teile, die sich zu sehr überschneiden: {chunks} mit {bytes} Bytes.',
  'error.upload.too_many_chunks.advice': 'Das Hochladen löschen und mit einer einzigen Größe der Teile neu beginnen.',
  'error.checksum.not_allowed': 'Das Prüfsummenverfahren {algorithm} ist hier nicht erlaubt.',
  'error.checksum.not_allowed.advice':
    'Ein erlaubtes Verfahren benutzen, oder dieses in ALLOWED_CONTENT_CHECKSUMS aufnehmen.',
  'error.checksum.only_forbidden':
    'Die einzigen Prüfsummen{name, select, none {} other { für {name}}} sind von Verfahren, die nicht erlaubt sind: {algorithms}.',
  'error.checksum.only_forbidden.advice':
    'Eine Quelle benutzen, die SHA-256 oder Besseres angibt, oder eines davon in ALLOWED_CONTENT_CHECKSUMS aufnehmen.',
  'error.artifact.digest_mismatch': '{name} ist beschädigt: {algorithm} ist {actual}, erwartet war {expected}.',
  'error.artifact.digest_mismatch.advice': 'Die Datei noch einmal von ihrer Quelle holen. Gespeichert wurde nichts.',
  'error.artifact.size_mismatch': '{name} hat {actual} Bytes, erwartet waren {expected}.',
  'error.artifact.size_mismatch.advice': 'Die Datei noch einmal von ihrer Quelle holen. Gespeichert wurde nichts.',
  'error.artifact.digest_invalid': '»{digest}« ist keine Prüfsumme nach SHA-256.',
  'error.artifact.digest_invalid.advice': '64 hexadezimale Ziffern in Kleinbuchstaben angeben.',
  'error.artifact.missing': 'Die gespeicherte Datei {sha256} fehlt.',
  'error.artifact.missing.advice': 'Den Speicher prüfen und dann die Spiegel abgleichen, die die Datei enthalten.',
  'error.storage.full': 'Für {path} ist kein Platz mehr.',
  'error.storage.full.advice':
    'Platz auf dem Datenträger schaffen oder das Kontingent erhöhen, dann erneut versuchen. Was vollständig war, bleibt.',
  'error.storage.low_space':
    'Für {path} sind nur {free, number} MB frei; {needed, plural, =0 {es wird nichts mehr geholt} other {# MB mehr werden gebraucht}}, während {reserve, number} MB frei bleiben sollen.',
  'error.storage.low_space.advice':
    'Platz auf dem Datenträger schaffen, Unbenutztes aufräumen oder MIN_FREE_SPACE_MB senken, dann erneut versuchen. Was vollständig war, bleibt.',
  'error.catalogue.damaged': 'Der Katalog {file} ist beschädigt: {found}.',
  'error.catalogue.damaged.advice':
    'Geändert wurde nichts. Mit `stillwater restore` eine Sicherung zurückholen, oder den Katalog aus dem Speicher neu aufbauen.',
  'error.backup.bad_folder': '{path} kann keine Sicherungen von {data_dir} aufnehmen.',
  'error.backup.bad_folder.advice':
    'Den vollen Pfad eines Ordners außerhalb des Datenordners angeben, wenn möglich auf einem anderen Datenträger.',
  'error.backup.not_found': 'In {path} gibt es keine vollständige Sicherung.',
  'error.backup.not_found.advice':
    'Den Ordner angeben, den `stillwater backup` bekam, oder eine der Sicherungen darin.',
  'error.backup.unreadable': '{path} ist keine Sicherung, die dieses Programm lesen kann: {reason}',
  'error.backup.unreadable.advice':
    'Eine andere Sicherung benutzen, oder die Version des Programms, die diese gemacht hat.',
  'error.backup.damaged': '{path} wäre nicht, was es war: die Prüfsumme ist {found}.',
  'error.backup.damaged.advice':
    'Der Datenträger, von dem es kommt, könnte versagen. Eine andere Sicherung benutzen, oder zuerst prüfen und reparieren.',
  'error.backup.incomplete': '{path} fehlt.',
  'error.backup.incomplete.advice': 'Eine andere Sicherung benutzen; diese hat einen Teil verloren.',
  'error.restore.not_empty': '{path} ist nicht leer.',
  'error.restore.not_empty.advice':
    'Einen Ordner wählen, den es noch nicht gibt oder der leer ist; überschrieben wird nie etwas.',
  'error.move.bad_folder': 'Die Daten können nicht von {from} nach {to} umziehen: eines liegt im anderen.',
  'error.move.bad_folder.advice': 'Einen Ordner neben dem alten oder auf einem anderen Datenträger wählen.',
  'error.move.no_data': 'In {path} sind keine Daten.',
  'error.move.no_data.advice': 'Den Datenordner mit --data-dir angeben.',
  'error.storage.over_budget':
    'Der Speicher enthält {used} MB und bräuchte {needed} MB mehr, aber sein Rahmen ist {budget} MB.',
  'error.storage.over_budget.advice':
    'Platz zurückgewinnen, alte Versionen löschen und Unbenutztes aufräumen, oder STORAGE_BUDGET_MB erhöhen. Was vollständig war, bleibt.',
  'error.storage.write_failed': '{path} konnte nicht geschrieben werden: {reason}.',
  'error.storage.write_failed.advice': 'Die Rechte des Datenordners und den Zustand des Datenträgers prüfen.',
  'error.storage.read_failed': '{path} konnte nicht gelesen werden: {reason}.',
  'error.storage.read_failed.advice': 'Die Rechte der Datei und den Zustand des Datenträgers prüfen.',
  'error.artifact.vanished': 'Die gespeicherte Datei {sha256} wurde entfernt, während sie verzeichnet wurde.',
  'error.artifact.vanished.advice': 'Verloren ist nichts; erneut versuchen.',
  'error.storage.not_a_file': '{path} ist keine gewöhnliche Datei.',
  'error.storage.not_a_file.advice':
    'Den Pfad einer Datei angeben; Verknüpfungen, Ordnern und Geräten wird nicht gefolgt.',
  'error.task.not_ended': 'Die Aufgabe {name} ist {state} und kann noch nicht wiederholt werden.',
  'error.task.not_ended.advice': 'Das Ende abwarten oder sie erst abbrechen.',
  'error.task.cannot_pause': 'Die Aufgabe {name} ist {state} und kann nicht angehalten werden.',
  'error.task.cannot_pause.advice':
    'Abgleiche können angehalten werden, während sie laufen, andere Aufgaben nur, solange sie warten.',
  'error.catalogue.unsafe': 'Der Katalog kann nicht sicher geöffnet werden: die Einstellung {setting} ist {actual}.',
  'error.catalogue.unsafe.advice':
    'Den Datenordner auf einen lokalen Datenträger legen; Dateisysteme im Netz sind dafür nicht sicher.',
  'error.catalogue.unreadable': 'Der Katalog {file} kann nicht geöffnet werden: {reason}.',
  'error.catalogue.unreadable.advice': 'Den Datenträger prüfen, oder den Datenordner aus einer Sicherung zurückholen.',
  'error.catalogue.reader_gone': 'Der Katalog wurde nicht zu Ende gelesen: der Thread, der ihn las, ist beendet.',
  'error.catalogue.reader_gone.advice': 'Noch einmal fragen.',
  'error.catalogue.newer':
    'Der Datenordner wurde von einer neueren Version des Programms geschrieben ({component}, Schritt {step}).',
  'error.catalogue.newer.advice': 'Die neuere Version benutzen, oder eine Sicherung von davor zurückholen.',
  'error.catalogue.migration_changed':
    'Der Schritt {step} des Schemas von {component} ist nicht der, der ausgeführt wurde.',
  'error.catalogue.migration_changed.advice': 'Das Programm benutzen, das den Datenordner geschrieben hat.',
  'error.catalogue.not_found': 'Es gibt kein Objekt {model} {id}.',
  'error.catalogue.unknown_type': 'Kein vorhandenes Plugin kennt die Art {pulp_type}.',
  'error.catalogue.unknown_type.advice': 'Das Plugin installieren, von dem es stammt.',
  'error.settings.invalid': 'Die Einstellungen sind nicht gültig: {problems}',
  'error.settings.invalid.advice': 'settings.json, die Umgebung oder die Befehlszeile berichtigen.',
  'error.storage.unwritable': '{path} kann nicht geschrieben werden: {reason}.',
  'error.storage.unwritable.advice': 'Einen anderen Datenordner wählen, oder seine Rechte berichtigen.',
  'error.acs.no_remote': 'Die alternative Quelle {name} hat kein Remote mehr.',
  'error.acs.no_remote.advice': 'Ihr ein Remote mit der Einstellung on_demand geben.',
  'error.acs.remote_policy': 'Das Remote der alternativen Quelle {name} muss die Einstellung on_demand haben.',
  'error.acs.remote_policy.advice': 'Die Einstellung (policy) des Remotes ändern, dann erneut auffrischen.',
  'error.version.no_upstream_metadata':
    'Version {number} hat keine Indexdateien ihrer Quelle: sie wurde von Hand geändert, gefiltert, oder nicht als Spiegel abgeglichen.',
  'error.version.no_upstream_metadata.advice':
    'Sie mit einem eigenen Index veröffentlichen, oder noch einmal als Spiegel abgleichen und jene Version veröffentlichen.',
  'error.signature.malformed': 'Die signierte Datei ist in Zeile {line} nicht gültig: {problem}.',
  'error.signature.malformed.advice':
    'Später erneut versuchen; bleibt es so, dem Betreiber der Quelle melden. Geändert wurde nichts.',
  'error.signature.invalid':
    'Die Datei passt nicht zur Signatur von {signer}: eine der beiden wurde unterwegs verändert.',
  'error.signature.invalid.advice':
    'Nicht benutzen, was diese Quelle sendet; einen anderen Spiegel von ihr versuchen. Geändert wurde nichts.',
  'error.signature.key_revoked':
    'Die Signatur ist von {signer}; dessen Schlüssel {fingerprint} hat sein Eigentümer widerrufen.',
  'error.signature.key_revoked.advice':
    'Den neuen Schlüssel vom Eigentümer holen und dem Remote statt des alten geben.',
  'error.signature.key_expired':
    'Die Signatur ist von {signer}; dessen Schlüssel {fingerprint} ist am {date} abgelaufen.',
  'error.signature.key_expired.advice':
    'Den erneuerten Schlüssel von seinem Eigentümer holen und dem Remote geben; für ein Archiv, das nicht mehr neu signiert wird, expired_key erlauben.',
  'error.signature.expired': 'Die Signatur von {signer} galt bis {date}.',
  'error.signature.expired.advice': 'Die Quelle ist veraltet; einen anderen Spiegel von ihr versuchen.',
  'error.signature.weak': 'Die Signatur von {signer} ist zu schwach, um sich auf sie zu verlassen: {weakness}.',
  'error.signature.weak.advice':
    'Den Eigentümer um eine stärkere bitten, oder sie unter diesem Namen im Remote erlauben.',
  'error.signature.from_future': 'Die Signatur von {signer} wurde in der Zukunft gemacht: {date}.',
  'error.signature.from_future.advice': 'Die Uhr dieses Rechners prüfen.',
  'error.signature.unknown_key':
    'Die Datei ist mit dem Schlüssel {key} signiert, und der ist nicht unter denen des Remotes.',
  'error.signature.unknown_key.advice':
    'Hat der Eigentümer der Quelle einen neuen Schlüssel, dessen Fingerabdruck prüfen und ihn dem Remote geben.',
  'error.signature.missing': 'Für {name} gibt es keine Signatur, aber Schlüssel zum Prüfen sind angegeben.',
  'error.signature.missing.advice':
    'Die Adresse prüfen, oder die Schlüssel aus dem Remote nehmen, um ohne Signaturen auszukommen.',
  'error.signature.not_verified':
    '{name} wurde benutzt, ohne die Signatur zu prüfen, weil das Remote keine Schlüssel hat.',
  'error.signature.not_verified.advice': 'Dem Remote die öffentlichen Schlüssel der Quelle geben (signing_keys).',
  'error.signature.keyring_unreadable': 'Die öffentlichen Schlüssel sind nicht lesbar: {problem}.',
  'error.signature.keyring_unreadable.advice':
    'Öffentliche Schlüssel angeben, binär oder als Text, etwa eine Datei aus /usr/share/keyrings oder was gpg --export schreibt.',
  'error.signature.key_unreadable':
    'Der Schlüssel {name} zum Signieren kann nicht geöffnet werden: er ist unter einem Schlüssel verschlüsselt, den es nicht mehr gibt.',
  'error.signature.key_unreadable.advice':
    'secret.key des alten Datenordners zurücklegen, oder unter Vertrauen einen neuen Schlüssel machen (stillwater api trust_signing_key_rotate); die Clients müssen ihn dann übernehmen.',
  'error.secret.no_key': 'Der Schlüssel der Geheimnisse, {place}, ist nicht zu gebrauchen: {reason}.',
  'error.secret.no_key.advice':
    'Die Schlüsseldatei aus einer Sicherung zurücklegen, nur für den eigenen Benutzer lesbar; geändert wurde nichts.',
  'error.secret.unreadable':
    'Die Geheimnisse {count, plural, one {des Remotes} other {der Remotes}} {remotes} sind nicht lesbar: ihr Schlüssel fehlt oder ist ein anderer.',
  'error.secret.unreadable.advice':
    'secret.key zurück in den Datenordner legen, oder Benutzernamen, Passwörter und Schlüssel dieser Remotes neu setzen.',
  'error.path.invalid': 'Der Pfad {path} wird abgelehnt: {problem}.',
  'error.path.invalid.advice': 'Einfache Namen mit einzelnen Schrägstrichen dazwischen nehmen, etwa ordner/datei.txt.',
  'error.repository.no_remote': 'Das Repository {name} hat kein Remote, von dem es abgleichen könnte.',
  'error.repository.no_remote.advice': 'Dem Repository ein Remote geben.',
  'error.remote.no_url': 'Das Remote {name} hat keine Adresse.',
  'error.remote.no_url.advice': 'Dem Remote eine url geben.',
  'error.repository.duplicate_content': 'Zwei verschiedene Einheiten der Art {type} beanspruchen {key}.',
  'error.repository.duplicate_content.advice': 'Nur eine davon aufnehmen.',
  'error.repository.content_exists': 'Eine andere Einheit der Art {type} hat {key} schon.',
  'error.repository.content_exists.advice': 'Sie in derselben Änderung entfernen, oder das Überschreiben erlauben.',
  'error.version.only_one': 'Version {number} ist die einzige von {name}; ein Repository behält wenigstens eine.',
  'error.version.only_one.advice': 'Das Repository selbst löschen, oder zuerst eine neue Version machen.',
  'error.version.protected':
    'Version {number} von {name} wird gerade von der Distribution {distribution} ausgeliefert.',
  'error.version.protected.advice':
    'Die Distribution eine andere Version ausliefern lassen oder sie löschen, dann erneut versuchen.',
  'error.version.pinned': 'Version {number} von {name} ist angeheftet.',
  'error.version.pinned.advice': 'Sie lösen und es erneut versuchen.',
  'error.repository.unsupported_content': 'Ein Repository der Art {repository} kann nichts der Art {type} enthalten.',
  'error.sync.unknown_path': 'Eine bekannte Einheit der Art {type} hat keinen Pfad {path}.',
  'error.sync.unknown_path.advice': 'Die Quelle nennt dieselbe Einheit mit einem anderen Pfad; dem Betreiber melden.',
  'error.task.unknown_type': 'Kein vorhandenes Plugin kann die Aufgabe {name} ausführen.',
  'error.task.unknown_type.advice': 'Das Plugin installieren, von dem sie stammt, oder die Aufgabe abbrechen.',
  'error.task.invalid_input': 'Die Aufgabe {name} bekam etwas, das sie nicht versteht: {problem}',
  'error.task.not_short': 'Die Aufgabe {name} darf nicht sofort laufen.',
  'error.task.illegal_transition':
    '{from, select, completed {Die Aufgabe ist schon zu Ende: sie ist fertig} failed {Die Aufgabe ist schon zu Ende: sie ist gescheitert} canceled {Die Aufgabe ist schon zu Ende: sie wurde abgebrochen} other {Eine Aufgabe im Zustand {from} kann nicht in den Zustand {to} kommen}}.',
  'error.task.resources_busy': 'Was {name} braucht, ist in Benutzung.',
  'error.task.resources_busy.advice': 'Erneut versuchen, wenn die laufenden Aufgaben beendet sind.',
  'error.task.immediate_timeout': '{name} brauchte länger als {seconds} s und wurde beendet.',
  'error.task.immediate_timeout.advice': 'Erneut versuchen; geschieht es oft, melden.',
  'error.task.group_closed': 'Die Gruppe {group} nimmt keine Aufgaben mehr auf.',
  'error.task.group_ended': 'Alle Aufgaben der Gruppe {group} sind beendet.',
  'error.task.worker_gone': 'Der Arbeiter {worker} ist unerwartet beendet worden.',
  'error.task.worker_gone.advice':
    'Die Aufgabe noch einmal starten; was gespeichert war, bleibt und wird nicht noch einmal geholt.',
  'error.task.interrupted': 'Das Programm wurde beendet, während die Aufgabe lief.',
  'error.task.interrupted.advice':
    'Sie noch einmal starten; was gespeichert war, bleibt und wird nicht noch einmal geholt.',
  'error.host.data_folder_owned':
    'Der Datenordner {path} wird von einem anderen Stillwater benutzt{pid, select, null {} other { (Prozess {pid})}}.',
  'error.host.data_folder_owned.advice':
    'Das laufende benutzen, es beenden, oder mit --data-dir einen anderen Datenordner wählen.',
  'error.host.stopping': 'Das Programm wird gerade beendet.',
  'error.distribution.base_path_overlap': 'Der Pfad {path} überschneidet sich mit {other} einer anderen Distribution.',
  'error.distribution.base_path_overlap.advice':
    'Einen Pfad wählen, der nicht gleich einem anderen ist und nicht über oder unter ihm liegt.',
  'error.upload.not_supported': 'Einheiten der Art {pulp_type} können nicht hochgeladen werden.',
  'error.upload.same_place': '{name} aus derselben Auswahl läge ebenfalls unter {path}.',
  'error.upload.same_place.advice': 'Einer der beiden einen anderen Pfad geben oder sie weglassen.',
  'error.upload.place_taken': 'Unter {path} liegt eine andere Datei.',
  'error.upload.place_taken.advice': 'Ersetzen erlauben oder dieser Datei einen anderen Pfad geben.',
  'error.upload.part_unused': 'Nichts Hinzugefügtes nennt {name}.',
  'error.upload.part_unused.advice': 'Die Datei, zu der sie gehört, zusammen mit ihr hinzufügen.',
  'error.repository.exact':
    '{name} wird Bit für Bit so gehalten, wie die Quelle es hat; von Hand lässt sich nichts ändern.',
  'error.repository.exact.advice':
    'Für Eigenes einen anderen Spiegel nehmen oder den bitgenauen Modus unter Erweitert ausschalten.',
  'error.copy.not_in_source': 'Die Einheit {id} ist nicht in der Version, aus der kopiert wird.',
  'error.copy.not_in_source.advice': 'Einheiten dieser Version wählen.',
  'error.guard.bad_certificate': 'Das ist keine Liste von Zertifikaten im PEM-Format.',
  'error.guard.bad_certificate.advice':
    'Die Zertifikate der Stellen angeben, jedes zwischen den Zeilen BEGIN CERTIFICATE und END CERTIFICATE.',
  'error.api.unauthenticated': 'Die Zugangsdaten fehlen oder sind falsch.',
  'error.api.unauthenticated.advice':
    'Als admin mit dem Passwort aus der Datei admin-password im Datenordner anmelden.',
  'error.api.too_many_attempts': 'Zu viele vergebliche Anmeldungen.',
  'error.api.too_many_attempts.advice': 'Eine Minute warten und erneut versuchen.',
  'error.api.wrong_host': 'Dieser Server hört nicht auf den Namen {host}.',
  'error.api.wrong_host.advice': 'Die Adresse benutzen, die der Server beim Start ausgibt.',
  'error.api.wrong_origin': 'Anfragen von anderen Webseiten werden abgelehnt.',
  'error.api.not_found': 'Unter {path} gibt es nichts.',
  'error.api.method_not_allowed': 'Die Methode {method} ist hier nicht erlaubt.',
  'error.api.media_type': 'JSON senden, oder multipart/form-data, wo eine Datei hochgeladen wird.',
  'error.api.body_too_large': 'Der Inhalt der Anfrage ist zu groß.',
  'error.api.client_gone': 'Der Client hat die Verbindung geschlossen.',
  'error.api.events_over_http': 'Den Strom der Ereignisse gibt es nur über HTTP.',
  'error.api.too_many_streams': 'Zu viele Programme warten auf Ereignisse.',
  'error.api.too_many_streams.advice': 'Einige Fenster der Oberfläche schließen.',
  'error.api.internal': 'Der Server ist auf ein unerwartetes Problem gestoßen.',
  'error.api.internal.advice': 'Das Protokoll im Datenordner ansehen und dies damit melden.',
  'error.api.upload_incomplete': 'Das Hochladen endete, bevor die Datei vollständig war.',
  'error.mirror.name_taken':
    'Es gibt schon einen Spiegel namens {name}, mit einer anderen Beschreibung. Diesem einen anderen Namen geben; auf der Befehlszeile ersetzt --name {name} den anderen.',
  'error.mirror.name_of_another':
    'Der Spiegel {name} ist von anderer Art und kann nicht zu diesem werden. Diesem einen anderen Namen geben, oder jenen zuerst löschen.',
  'error.mirror.name_used': 'Der Name {name} ist schon vergeben, an ein anderes Objekt der Art {kind}.',
  'error.host.port_busy': 'Port {port} von {host} wird von einem anderen Programm benutzt.',
  'error.host.port_busy.advice':
    'Jenes Programm beenden, oder einen anderen Port wählen (0 nimmt einen freien); stillwater serve kennt --api-port und --content-port.',
  'error.cli.file_unreadable': '{path} kann nicht gelesen werden: {reason}.',
  'error.cli.file_unreadable.advice': 'Den Pfad und die Rechte der Datei prüfen.',
  'error.cli.host_unreachable': 'Der laufende Dienst unter {url} antwortet nicht: {reason}.',
  'error.cli.host_unreachable.advice': 'Erneut versuchen, oder ihn neu starten.',
  'error.cli.host_without_api':
    'Der Datenordner {data_dir} wird vom Prozess {pid} benutzt, der Desktop-Anwendung oder einem anderen Befehl.',
  'error.cli.host_without_api.advice':
    'Die Anwendung schließen oder auf den Befehl warten, oder mit --data-dir einen anderen Datenordner wählen.',
  'error.cli.host_died': 'Der Dienst von Stillwater ist unerwartet beendet worden: {reason}.',
  'error.cli.host_died.advice': 'Ihn neu starten; das Protokoll liegt im Datenordner.',
  'error.cli.no_such_object':
    '{kind, select, distribution {Kein Spiegel heißt {name}} other {Unter den {kind} gibt es nichts namens {name}}}.',
  'error.cli.no_such_object.advice':
    '{kind, select, distribution {stillwater status zeigt die Spiegel} other {Der Befehl list zeigt, was es gibt}}.',
  'error.cli.no_upload': 'Über diese Verbindung können keine Dateien hochgeladen werden.',
  'error.cli.task_canceled': 'Die Aufgabe {name} wurde abgebrochen.',
  'error.cli.task_canceled.advice': 'Sie bei Bedarf noch einmal starten.',
  'error.content.listen_failed': 'Die Inhalte können nicht auf Port {port} von {host} angeboten werden: {reason}.',
  'error.content.listen_failed.advice': 'Eine Adresse dieses Rechners und einen Port über 1023 wählen.',
  'error.host.cannot_listen': 'Port {port} von {host} kann nicht geöffnet werden: {reason}.',
  'error.host.cannot_listen.advice':
    'Eine andere Adresse oder einen anderen Port wählen; unter 1024 braucht es Rechte.',
  'error.cli.no_such_version': '{name} hat keine Version {number}.',
  'error.cli.no_such_version.advice': 'stillwater version list {name} zeigt die vorhandenen.',
  'error.cli.no_such_schedule': '{name} hat {count, plural, =0 {keinen Zeitplan} other {# Zeitpläne}}.',
  'error.cli.no_such_schedule.advice': 'stillwater schedule list zeigt sie mit ihren Kennungen.',
  'error.cli.no_such_mirror': 'Es gibt keinen Spiegel namens {name}.',
  'error.cli.no_such_mirror.advice': 'stillwater status nennt die Spiegel.',
  'error.sync.too_many_failures':
    '{failed} von {units} Einheiten waren nicht zu bekommen, darunter {name} ({reason}); das ist zu viel, um ohne sie weiterzumachen.',
  'error.sync.too_many_failures.advice':
    'Geändert wurde nichts. Prüfen, ob die Quelle vollständig ist, und erneut versuchen; SYNC_QUARANTINE_MAX_PERCENT bestimmt, wie viele fehlen dürfen.',
  'error.path.duplicate': 'Unter {path} wären zwei Dateien.',
  'error.path.duplicate.advice':
    'Unter einem Pfad kann nur eine Datei sein. Geändert wurde nichts; zuerst eine der beiden entfernen.',
  'error.sync.left_out': '{path} wird von den Filtern des Remotes ausgelassen.',
  'error.sync.left_out.advice': 'include oder exclude des Remotes ändern.',
  'error.rebuild.catalogue_exists': 'Es gibt schon einen Katalog: {file}.',
  'error.rebuild.catalogue_exists.advice':
    'stillwater rebuild --replace legt ihn beiseite und macht einen neuen. stillwater verify sagt, ob er überhaupt beschädigt ist.',
  'error.rebuild.nothing_there': 'In {path} gibt es nichts, woraus ein Katalog zu machen wäre.',
  'error.rebuild.nothing_there.advice':
    '--data-dir prüfen: es muss der Datenordner sein, dessen Katalog verloren ging.',
  'error.manifest.damaged': 'Das Manifest {sha256} fehlt oder ist beschädigt.',
  'error.manifest.damaged.advice': 'Es aus einer Sicherung des Datenordners nach manifest/object zurückkopieren.',
  'error.content.tls_unusable':
    'Das Zertifikat {certificate} mit dem Schlüssel {key} ist nicht zu gebrauchen: {reason}.',
  'error.content.tls_unusable.advice':
    'Ein Zertifikat mit seiner Kette und dem eigenen Schlüssel angeben, beide im PEM-Format und ohne Passwort.',
  'error.content.gone': 'Der Dienst für die Inhalte ist gerade nicht da.',
  'error.content.gone.advice': 'Er wird von selbst neu gestartet; in einem Augenblick erneut versuchen.',
  'error.cli.no_data_folder': 'In {data_dir} liegt nichts von Stillwater.',
  'error.cli.no_data_folder.advice':
    '--data-dir und STILLWATER_DATA_DIR prüfen. Den Ordner legen stillwater serve oder der erste stillwater mirror an.',
  'error.cli.file_unwritable': '{path} kann nicht geschrieben werden: {reason}.',
  'error.cli.file_unwritable.advice': 'Den Ordner, seine Rechte und den Platz auf dem Datenträger prüfen.',
}
