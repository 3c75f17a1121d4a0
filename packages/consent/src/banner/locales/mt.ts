import type { BannerLabels } from '../labels.ts';

const mt: BannerLabels = {
  title: 'Il-privatezza tiegħek',
  text: 'Nitolbu l-kunsens tiegħek biex nużaw data għall-finijiet imsemmija hawn taħt. Int tiddeċiedi, u tista’ tbiddel fehmtek meta trid.',
  policy: 'Politika tal-privatezza',
  acceptAll: 'Aċċetta kollox',
  rejectAll: 'Irrifjuta kollox',
  settings: 'Issettjar',
  save: 'Aħżen l-għażla',
  close: 'Agħlaq mingħajr ma taħżen',
  choices: 'X’tippermetti?',
  contact: 'Kif nistgħu nikkuntattjawk? Kull mezz jeħtieġ kunsens separat.',
  reopen: 'Issettjar tal-privatezza',
  necessary: 'Meħtieġ',
  necessaryText:
    'Dak li mingħajru l-ħanut online ma jistax jaħdem, bħall-karrettun tax-xiri u din l-għażla. Ma jeħtieġx kunsens.',
  purposes: {
    analytics: 'Kejl ta’ kif jintuża l-ħanut online',
    personalization: 'Rakkomandazzjonijiet magħmula għalik',
    marketing: 'Offerti u reklamar',
    linking: 'Konnessjoni bejn iż-żjarat tiegħek fil-ħanut online u fil-ħwienet tagħna',
  },
  descriptions: {
    analytics: 'Ngħoddu liema paġni u prodotti jaraw in-nies, biex intejbu l-ħanut online.',
    personalization: 'Niftakru x’tara u x’tixtri, biex nuruk dak li jgħodd għalik.',
    marketing: 'Nużaw dak li nafu dwarek biex nagħmlulek offerti u nkejlu r-reklamar tagħna.',
    linking:
      'Ngħaqqdu dak li tagħmel fil-ħanut online, fl-app u fil-ħwienet tagħna, biex ma jkollokx tispjega darbtejn.',
  },
  channels: {
    email: 'Bl-email',
    sms: 'B’messaġġ SMS',
    phone: 'Bit-telefon',
    post: 'Bil-posta',
    messaging: 'B’app tal-messaġġi',
    app: 'B’notifiki mill-app',
  },
  controller: 'Kontrollur tad-data: {controller}',
  recipients: 'Riċevituri oħra tad-data: {recipients}',
  noRecipients: 'Ħadd ieħor ma jirċievi d-data.',
  thirdCountries: 'Id-data tmur ukoll lejn pajjiżi terzi: {countries}',
  storedFor: 'Perjodu ta’ ħażna: {time}',
  right: 'Tista’ tirtira l-kunsens tiegħek meta trid permezz ta’ “{reopen}”; dak li sar qabel jibqa’ legali.',
  saved: 'L-għażla tiegħek inħażnet.',
  withdrawn: 'Il-kunsens tiegħek ġie rtirat.',
  adopted: 'L-għażliet tal-kont tiegħek issa jgħoddu hawn ukoll.',
  privacyControl:
    'Il-brawżer tiegħek jitlobna ma nbigħux u ma nikkondividux id-data tiegħek. Ir-reklamar jibqa’ mitfi sakemm ma tixgħelux int minn hawn.',
  pending: 'fi stennija tal-konferma tiegħek',
  embedText:
    'Biex jintwera kontenut ta’ {service}, il-brawżer tiegħek jibgħat data lil {service}. Jintwera biss bil-kunsens tiegħek.',
  embedAllow: 'Ippermetti u uri {service}',
};

export default mt;
