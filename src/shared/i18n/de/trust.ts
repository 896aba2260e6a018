/** Why files are believed. */
import type { trust as english } from '../en/trust.ts'
import type { Translation } from '../language.ts'

export const trust: Translation<typeof english> = {
  'reason.listed': '{source} nennt es, und alles davon wird gespiegelt.',
  'reason.filtered': '{source} nennt es, und die Filter des Spiegels lassen es durch.',
  'reason.by_hand': 'Jemand hat es hier abgelegt: hochgeladen oder kopiert.',
  'trust.bytes': 'Die Bytes auf dem Datenträger haben genau die Prüfsumme {sha256}. Sie wurden eben gelesen.',
  'trust.bytes_absent': '{path} ist noch nicht heruntergeladen; geprüft wird beim Herunterladen.',
  'trust.bytes_damaged': 'Die Bytes von {path} sind nicht die geprüften ({sha256}). Reparieren holt sie neu.',
  'trust.no_file': 'Diese Einheit hat keine eigene Datei.',
  'trust.type_silent': 'Einheiten der Art {type} tragen keinen Nachweis ihrer Herkunft.',
  'error.trust.fingerprints_differ': 'Die Schlüssel im Text haben andere Fingerabdrücke: {found}.',
  'error.trust.fingerprints_differ.advice': 'Mit den Angaben des Eigentümers vergleichen. Nichts wurde geändert.',
  'error.trust.signing_key_exists': 'Es gibt schon einen Signaturschlüssel {name}.',
  'error.trust.signing_key_exists.advice':
    'Einen anderen Namen wählen oder jenen Schlüssel durch einen neuen ersetzen.',
  'error.trust.secret_key_invalid': 'Der private Schlüssel lässt sich nicht verwenden: {reason}.',
  'error.trust.secret_key_invalid.advice':
    'Einen OpenPGP-Schlüssel als Text angeben, der signieren kann, und seine Passphrase, wenn er eine hat.',
  'error.trust.no_such_service': 'Es gibt keinen Signaturdienst {address}.',
  'error.trust.no_such_service.advice':
    'Die Liste der Signaturdienste ansehen und das Repository oder die Veröffentlichung berichtigen.',
  'error.trust.no_such_key': 'Es gibt keinen Signaturschlüssel {name} mit dem Fingerabdruck {fingerprint}.',
  'error.trust.no_such_key.advice': 'Die Schlüssel neu ansehen: vielleicht wurde er schon ersetzt.',
}
