/** What can go wrong between here and an upstream: `error.download.*`. */
export const downloadError = {
  'error.download.http_status': '{url} answered with HTTP status {status}.',
  'error.download.http_status.advice':
    'For 401 or 403 check the credentials of the remote, for 404 its address; else try again later.',
  'error.download.unreachable':
    '{host} could not be reached: {reason, select, refused {the connection was refused} reset {the connection was reset} no_host {there is no such host} no_name_server {the name server does not answer} no_route {there is no route to the host} no_network {there is no route to the network} closed {the connection was closed} other {{reason}}}.',
  'error.download.unreachable.advice':
    'Check that this machine is online and that the address is right, and the proxy if there is one. What is stored already is served as before.',
  'error.download.certificate': 'The certificate of {host} is not trusted: {reason}.',
  'error.download.certificate.advice':
    'Give the remote the certificate of the authority (ca_cert) that signs for this host.',
  'error.download.tls_settings_invalid': 'The certificates or the key of the remote cannot be used: {reason}.',
  'error.download.tls_settings_invalid.advice':
    'Give certificates and key in PEM form, the key matching the client certificate.',
  'error.download.proxy_refused': 'The proxy {host} refused: {reason}.',
  'error.download.proxy_refused.advice': 'Check the address, user name and password of the proxy.',
  'error.download.digest_mismatch':
    '{name} from {url} is damaged, or not what was expected: its {algorithm} is another one.',
  'error.download.digest_mismatch.advice':
    'Nothing was stored. Either the upstream serves a wrong file or something on the way changes it, or the expected checksum (of a lockfile or an index) is wrong.',
  'error.download.size_mismatch': '{name} from {url} has {actual} bytes, expected were {expected}.',
  'error.download.size_mismatch.advice': 'Nothing was stored. The upstream may be changing right now; try again later.',
  'error.download.too_large': '{url} is larger than the limit of {limit} bytes.',
  'error.download.too_large.advice': 'Check that the address is the right one.',
  'error.download.timeout': '{url} did not answer within {seconds} s.',
  'error.download.timeout.advice': 'Try again later, or raise the timeouts of the remote.',
  'error.download.too_slow': '{url} sends less than {rate} bytes per second.',
  'error.download.too_slow.advice':
    'Try again later, use a nearer upstream, or lower DOWNLOAD_MIN_BYTES_PER_SECOND for very slow lines.',
  'error.download.canceled': 'The download of {url} was canceled.',
  'error.download.canceled.advice': 'Start it again when you want it.',
  'error.download.url_invalid': '"{url}" is not an address.',
  'error.download.url_invalid.advice': 'Give a full address such as https://example.org/path/.',
  'error.download.scheme_not_supported': 'Addresses of the form {scheme}// cannot be downloaded.',
  'error.download.scheme_not_supported.advice': 'Use https, http or file.',
  'error.download.credentials_in_url': 'The address {url} holds a user name or password.',
  'error.download.credentials_in_url.advice':
    'Put them into the fields username and password of the remote, where they are kept secret.',
  'error.download.redirect_refused': '{from} redirects to {to}, which is refused: {reason}.',
  'error.download.redirect_refused.advice': 'Use the address of the target itself if you trust it.',
  'error.download.address_refused':
    '{host} leads into a private network ({address}), but the remote at {remote} does not belong to one.',
  'error.download.address_refused.advice':
    'An upstream may not point into your own network. If you trust the target, make a remote with its own address.',
  'error.download.paused': 'All downloads are paused.',
  'error.download.paused.advice': 'Resume them with "stillwater download resume".',
  'error.download.too_many_redirects': '{url} redirects more than {limit} times.',
  'error.download.too_many_redirects.advice': 'Check the address in a browser and use the one it ends at.',
  'error.download.path_not_allowed': 'The folder of {path} is not open for import.',
  'error.download.path_not_allowed.advice': 'Add the folder to ALLOWED_IMPORT_PATHS.',
  'error.download.file_missing': 'There is no file {path}.',
  'error.download.file_missing.advice': 'Check the address.',
  'error.download.range_refused': 'The rest of {name} could not be fetched; the upstream answers ranges wrongly.',
  'error.download.range_refused.advice': 'Try again later, or use another upstream.',
  'error.download.not_json': '{url} is not valid JSON: {reason}.',
  'error.download.not_json.advice':
    'Check that the address is the right one; a sign-in page in between is a common cause.',
  'error.download.encoding_refused': '{url} is encoded in a way that is not accepted ({encoding}).',
  'error.download.encoding_refused.advice':
    'Tell the owner of the upstream; plain, gzip or brotli answers are accepted.',
  'error.download.no_source': 'Nothing says where {name} can be fetched.',
  'error.download.no_source.advice': 'Sync the mirror again.',
} as const satisfies Record<string, string>
