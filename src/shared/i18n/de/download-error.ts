/** What can go wrong between here and an upstream: `error.download.*`. */
import type { downloadError as english } from '../en/download-error.ts'
import type { Translation } from '../language.ts'

export const downloadError: Translation<typeof english> = {
  'error.download.http_status': '{url} antwortete mit dem HTTP-Status {status}.',
  'error.download.http_status.advice':
    'Bei 401 oder 403 die Zugangsdaten des Remotes prüfen, bei 404 seine Adresse; sonst später erneut versuchen.',
  'error.download.unreachable':
    '{host} war nicht zu erreichen: {reason, select, refused {die Verbindung wurde abgelehnt} reset {die Verbindung wurde abgebrochen} no_host {diesen Rechner gibt es nicht} no_name_server {der Namensdienst antwortet nicht} no_route {es führt kein Weg zu diesem Rechner} no_network {es führt kein Weg in dieses Netz} closed {die Verbindung wurde geschlossen} other {{reason}}}.',
  'error.download.unreachable.advice':
    'Prüfen, ob diese Maschine online ist und die Adresse stimmt, und den Proxy, falls es einen gibt. Was schon gespeichert ist, wird weiter ausgeliefert.',
  'error.download.certificate': 'Dem Zertifikat von {host} wird nicht vertraut: {reason}.',
  'error.download.certificate.advice':
    'Dem Remote das Zertifikat der Stelle geben (ca_cert), die für diesen Rechner unterschreibt.',
  'error.download.tls_settings_invalid':
    'Die Zertifikate oder der Schlüssel des Remotes sind nicht zu gebrauchen: {reason}.',
  'error.download.tls_settings_invalid.advice':
    'Zertifikate und Schlüssel im PEM-Format angeben; der Schlüssel muss zum Client-Zertifikat passen.',
  'error.download.proxy_refused': 'Der Proxy {host} lehnte ab: {reason}.',
  'error.download.proxy_refused.advice': 'Adresse, Benutzername und Passwort des Proxys prüfen.',
  'error.download.digest_mismatch':
    '{name} von {url} ist beschädigt oder nicht das, was erwartet wurde: {algorithm} ergibt etwas anderes.',
  'error.download.digest_mismatch.advice':
    'Gespeichert wurde nichts. Entweder liefert die Quelle eine falsche Datei, oder unterwegs wird sie verändert, oder die erwartete Prüfsumme (einer Lockdatei oder eines Index) ist falsch.',
  'error.download.size_mismatch': '{name} von {url} hat {actual} Bytes, erwartet waren {expected}.',
  'error.download.size_mismatch.advice':
    'Gespeichert wurde nichts. Die Quelle ändert sich vielleicht gerade; später erneut versuchen.',
  'error.download.too_large': '{url} ist größer als die Grenze von {limit} Bytes.',
  'error.download.too_large.advice': 'Prüfen, ob es die richtige Adresse ist.',
  'error.download.timeout': '{url} antwortete nicht innerhalb von {seconds} s.',
  'error.download.timeout.advice': 'Später erneut versuchen, oder die Fristen des Remotes verlängern.',
  'error.download.too_slow': '{url} sendet weniger als {rate} Bytes je Sekunde.',
  'error.download.too_slow.advice':
    'Später erneut versuchen, eine nähere Quelle benutzen, oder für sehr langsame Leitungen DOWNLOAD_MIN_BYTES_PER_SECOND senken.',
  'error.download.canceled': 'Das Herunterladen von {url} wurde abgebrochen.',
  'error.download.canceled.advice': 'Es bei Bedarf noch einmal beginnen.',
  'error.download.url_invalid': '»{url}« ist keine Adresse.',
  'error.download.url_invalid.advice': 'Eine volle Adresse angeben, wie https://example.org/path/.',
  'error.download.scheme_not_supported': 'Von Adressen der Form {scheme}// kann nichts heruntergeladen werden.',
  'error.download.scheme_not_supported.advice': 'https, http oder file benutzen.',
  'error.download.credentials_in_url': 'Die Adresse {url} enthält einen Benutzernamen oder ein Passwort.',
  'error.download.credentials_in_url.advice':
    'Beides gehört in die Felder username und password des Remotes; dort bleibt es geheim.',
  'error.download.redirect_refused': '{from} leitet weiter nach {to}, und das wird abgelehnt: {reason}.',
  'error.download.redirect_refused.advice': 'Die Adresse des Ziels selbst benutzen, wenn ihm zu trauen ist.',
  'error.download.address_refused':
    '{host} führt in ein privates Netz ({address}), aber das Remote unter {remote} gehört zu keinem.',
  'error.download.address_refused.advice':
    'Eine Quelle darf nicht in das eigene Netz zeigen. Ist dem Ziel zu trauen, ein Remote mit dessen eigener Adresse anlegen.',
  'error.download.paused': 'Alles Herunterladen ist angehalten.',
  'error.download.paused.advice': 'Mit »stillwater download resume« geht es weiter.',
  'error.download.too_many_redirects': '{url} leitet mehr als {limit} Mal weiter.',
  'error.download.too_many_redirects.advice':
    'Die Adresse in einem Browser prüfen und die benutzen, bei der er ankommt.',
  'error.download.path_not_allowed': 'Der Ordner von {path} ist nicht zum Einlesen freigegeben.',
  'error.download.path_not_allowed.advice': 'Den Ordner in ALLOWED_IMPORT_PATHS aufnehmen.',
  'error.download.file_missing': 'Es gibt keine Datei {path}.',
  'error.download.file_missing.advice': 'Die Adresse prüfen.',
  'error.download.range_refused':
    'Der Rest von {name} konnte nicht geholt werden; die Quelle antwortet falsch auf die Bitte um einen Bereich.',
  'error.download.range_refused.advice': 'Später erneut versuchen, oder eine andere Quelle benutzen.',
  'error.download.not_json': '{url} ist kein gültiges JSON: {reason}.',
  'error.download.not_json.advice': 'Prüfen, ob es die richtige Adresse ist; oft ist eine Anmeldeseite dazwischen.',
  'error.download.encoding_refused': '{url} ist auf eine Art kodiert, die nicht angenommen wird ({encoding}).',
  'error.download.encoding_refused.advice':
    'Dem Betreiber der Quelle melden; angenommen werden einfache Antworten und solche in gzip oder brotli.',
  'error.download.no_source': 'Nirgends steht, woher {name} zu holen ist.',
  'error.download.no_source.advice': 'Den Spiegel noch einmal abgleichen.',
}
