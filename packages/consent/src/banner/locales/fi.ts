import type { BannerLabels } from '../labels.ts';

const fi: BannerLabels = {
  title: 'Yksityisyytesi',
  text: 'Pyydämme suostumustasi tietojen käyttöön alla mainittuihin tarkoituksiin. Sinä päätät, ja voit muuttaa mieltäsi milloin tahansa.',
  policy: 'Tietosuojaseloste',
  acceptAll: 'Hyväksy kaikki',
  rejectAll: 'Hylkää kaikki',
  settings: 'Asetukset',
  save: 'Tallenna valinnat',
  close: 'Sulje tallentamatta',
  choices: 'Mihin annat luvan?',
  contact: 'Miten saamme ottaa sinuun yhteyttä? Jokainen tapa vaatii oman suostumuksensa.',
  reopen: 'Tietosuoja-asetukset',
  necessary: 'Välttämättömät',
  necessaryText:
    'Toiminnot, joita ilman verkkokauppa ei toimi, kuten ostoskori ja tämän valinnan tallennus. Niihin ei tarvita suostumusta.',
  purposes: {
    analytics: 'Verkkokaupan käytön mittaaminen',
    personalization: 'Sinulle sopivat suositukset',
    marketing: 'Tarjoukset ja mainonta',
    linking: 'Verkkokauppa- ja myymäläkäyntiesi yhdistäminen',
  },
  descriptions: {
    analytics: 'Laskemme, mitä sivuja ja tuotteita katsotaan, jotta voimme parantaa verkkokauppaa.',
    personalization: 'Muistamme, mitä katselet ja ostat, jotta voimme näyttää sinulle sopivaa sisältöä.',
    marketing: 'Käytämme sitä, mitä tiedämme sinusta, tarjousten tekemiseen ja mainontamme mittaamiseen.',
    linking:
      'Yhdistämme sen, mitä teet verkkokaupassa, sovelluksessa ja myymälöissämme, jottei sinun tarvitse selittää samaa asiaa kahdesti.',
  },
  channels: {
    email: 'Sähköpostitse',
    sms: 'Tekstiviestillä',
    phone: 'Puhelimitse',
    post: 'Kirjeitse',
    messaging: 'Pikaviestillä',
    app: 'Sovelluksen ilmoituksilla',
  },
  controller: 'Rekisterinpitäjä: {controller}',
  recipients: 'Muut tietojen vastaanottajat: {recipients}',
  noRecipients: 'Kukaan muu ei saa tietoja.',
  thirdCountries: 'Tietoja siirretään myös kolmansiin maihin: {countries}',
  storedFor: 'Säilytysaika: {time}',
  right:
    'Voit peruuttaa suostumuksesi milloin tahansa painikkeella ”{reopen}”; sitä ennen tehty käsittely pysyy lainmukaisena.',
  saved: 'Valintasi on tallennettu.',
  withdrawn: 'Suostumuksesi on peruutettu.',
  adopted: 'Tililläsi tehdyt valinnat ovat nyt voimassa myös täällä.',
  privacyControl:
    'Selaimesi pyytää, ettemme myy emmekä jaa tietojasi. Pidämme mainonnan pois päältä, ellet ota sitä käyttöön täällä.',
  pending: 'odottaa vahvistustasi',
  embedText:
    'Palvelun {service} sisällön näyttämiseksi selaimesi lähettää tietoja palveluun {service}. Sisältö näytetään vain suostumuksellasi.',
  embedAllow: 'Salli ja näytä {service}',
};

export default fi;
