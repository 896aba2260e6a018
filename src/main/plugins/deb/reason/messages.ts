/** Why a package is here, in words. */
import { addMessages } from '#shared/i18n/format'

addMessages(
  {
    'reason.deb.suite': 'Everything of {distribution}, {component} is mirrored.',
    'reason.deb.query': 'It was chosen as {query}.',
    'reason.deb.base':
      '{base, select, essential {It is essential: no system is without it.} minbase {A minimal system begins with it.} other {A standard system begins with it.}}',
    'reason.deb.depends': '{by} needs it: {field}: {relation}.',
    'reason.deb.recommends': '{by} recommends it: {relation}.',
    'reason.deb.uploaded': 'It was uploaded or copied here.',
    'reason.deb.earlier': 'Nothing that is chosen now needs it. An earlier sync brought it.',
  },
  {
    'reason.deb.suite': 'Alles von {distribution}, {component} wird gespiegelt.',
    'reason.deb.query': 'Es wurde als {query} gewählt.',
    'reason.deb.base':
      '{base, select, essential {Es ist unentbehrlich: kein System kommt ohne aus.} minbase {Ein kleinstes System beginnt damit.} other {Ein übliches System beginnt damit.}}',
    'reason.deb.depends': '{by} braucht es: {field}: {relation}.',
    'reason.deb.recommends': '{by} empfiehlt es: {relation}.',
    'reason.deb.uploaded': 'Es wurde hier hochgeladen oder hierher kopiert.',
    'reason.deb.earlier': 'Nichts, was jetzt gewählt ist, braucht es. Ein früherer Abgleich brachte es.',
  },
)
