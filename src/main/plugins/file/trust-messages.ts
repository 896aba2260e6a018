/** Why its files are believed, in words. */
import { addMessages } from '#shared/i18n/format'

addMessages(
  {
    'trust.file.no_keys': 'No key is pinned: whoever answers at the address is believed.',
    'trust.file.no_signature': 'The signature of the manifest was checked when it was fetched and is not kept.',
    'trust.file.signature': 'The manifest is signed by {signer} ({fingerprint}), a key that is pinned.',
    'trust.file.bad_signature':
      'The signature of the manifest does not hold with the keys that are pinned now ({code}).',
    'trust.file.listed': 'The manifest lists {path} with the digest {sha256}.',
    'trust.file.manifest': 'The manifest had the digest {manifest} when it was fetched.',
    'trust.file.uploaded': 'The file was uploaded here; no upstream vouches for it.',
  },
  {
    'trust.file.no_keys': 'Kein Schlüssel ist hinterlegt: wer unter der Adresse antwortet, dem wird geglaubt.',
    'trust.file.no_signature': 'Die Signatur des Manifests wurde beim Holen geprüft und nicht aufbewahrt.',
    'trust.file.signature': 'Das Manifest ist von {signer} ({fingerprint}) signiert, einem hinterlegten Schlüssel.',
    'trust.file.bad_signature': 'Die Signatur des Manifests gilt mit den jetzt hinterlegten Schlüsseln nicht ({code}).',
    'trust.file.listed': 'Das Manifest nennt {path} mit der Prüfsumme {sha256}.',
    'trust.file.manifest': 'Das Manifest hatte beim Holen die Prüfsumme {manifest}.',
    'trust.file.uploaded': 'Die Datei wurde hier hochgeladen; keine Quelle bürgt dafür.',
  },
)
