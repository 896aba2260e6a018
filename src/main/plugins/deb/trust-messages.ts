/** Why its files are believed, in words. */
import { addMessages } from '#shared/i18n/format'

addMessages(
  {
    'trust.deb.no_release': "Upstream's Release of {distribution} is not kept with this version.",
    'trust.deb.no_keys': 'No key is pinned for {distribution}: whoever answers at its address is believed.',
    'trust.deb.signature': 'The Release of {distribution} is signed by {signer} ({fingerprint}), a key that is pinned.',
    'trust.deb.bad_signature':
      'The signature of the Release of {distribution} does not hold with the keys that are pinned now ({code}).',
    'trust.deb.index': 'That Release lists {index} with its digest.',
    'trust.deb.stanza': 'That index lists the package with the digest {sha256}.',
    'trust.deb.no_index': 'No kept index of this version lists the package.',
    'trust.deb.uploaded': 'The package was uploaded here; no upstream vouches for it.',
  },
  {
    'trust.deb.no_release': 'Die Release-Datei von {distribution} liegt dieser Version nicht bei.',
    'trust.deb.no_keys':
      'Für {distribution} ist kein Schlüssel hinterlegt: wer unter der Adresse antwortet, dem wird geglaubt.',
    'trust.deb.signature':
      'Die Release-Datei von {distribution} ist von {signer} ({fingerprint}) signiert, einem hinterlegten Schlüssel.',
    'trust.deb.bad_signature':
      'Die Signatur der Release-Datei von {distribution} gilt mit den jetzt hinterlegten Schlüsseln nicht ({code}).',
    'trust.deb.index': 'Diese Release-Datei nennt {index} mit Prüfsumme.',
    'trust.deb.stanza': 'Dieser Index nennt das Paket mit der Prüfsumme {sha256}.',
    'trust.deb.no_index': 'Kein aufbewahrter Index dieser Version nennt das Paket.',
    'trust.deb.uploaded': 'Das Paket wurde hier hochgeladen; keine Quelle bürgt dafür.',
  },
)
