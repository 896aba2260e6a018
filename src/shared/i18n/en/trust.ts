/** Why files are believed, and why they are here. */
export const trust = {
  'reason.listed': '{source} lists it, and everything of that is mirrored.',
  'reason.filtered': '{source} lists it, and the filters of the mirror let it through.',
  'reason.by_hand': 'Somebody put it here: it was uploaded or copied.',
  'trust.bytes': 'The bytes on the disk have exactly the digest {sha256}. They were read just now.',
  'trust.bytes_absent': '{path} is not downloaded yet; it is checked when it is.',
  'trust.bytes_damaged':
    'The bytes of {path} are not the ones that were checked ({sha256}). Repair fetches them again.',
  'trust.no_file': 'This unit has no file of its own.',
  'trust.type_silent': 'Units of the type {type} carry no proof of their origin.',
  'error.trust.fingerprints_differ': 'The keys in the text have other fingerprints: {found}.',
  'error.trust.fingerprints_differ.advice': 'Compare them with what the owner of the keys says. Nothing was changed.',
  'error.trust.signing_key_exists': 'There is a signing key {name} already.',
  'error.trust.signing_key_exists.advice': 'Choose another name, or replace that key by a new one.',
  'error.trust.secret_key_invalid': 'The private key cannot be used: {reason}.',
  'error.trust.secret_key_invalid.advice':
    'Give an armored OpenPGP key that can sign, and its passphrase if it has one.',
  'error.trust.no_such_service': 'There is no signing service {address}.',
  'error.trust.no_such_service.advice':
    'Look at the list of signing services, and correct the repository or publication.',
  'error.trust.no_such_key': 'There is no signing key {name} with the fingerprint {fingerprint}.',
  'error.trust.no_such_key.advice': 'Look at the keys again: it may have been replaced already.',
} as const
