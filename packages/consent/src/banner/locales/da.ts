import type { BannerLabels } from '../labels.ts';

const da: BannerLabels = {
  title: 'Dit privatliv',
  text: 'Vi beder om dit samtykke til at bruge data til formålene nedenfor. Du bestemmer og kan til enhver tid ombestemme dig.',
  policy: 'Privatlivspolitik',
  acceptAll: 'Accepter alle',
  rejectAll: 'Afvis alle',
  settings: 'Indstillinger',
  save: 'Gem valg',
  close: 'Luk uden at gemme',
  choices: 'Hvad giver du lov til?',
  contact: 'Hvordan må vi kontakte dig? Hver kanal kræver sit eget samtykke.',
  reopen: 'Privatlivsindstillinger',
  necessary: 'Nødvendigt',
  necessaryText:
    'Det, som webshoppen ikke kan fungere uden, for eksempel indkøbskurven og dette valg. Det kræver ikke samtykke.',
  purposes: {
    analytics: 'Måling af, hvordan webshoppen bruges',
    personalization: 'Anbefalinger tilpasset dig',
    marketing: 'Tilbud og reklame',
    linking: 'Sammenkobling af dine besøg i webshoppen og i vores butikker',
  },
  descriptions: {
    analytics: 'Vi tæller, hvilke sider og produkter der bliver set, for at gøre webshoppen bedre.',
    personalization: 'Vi husker, hvad du ser på og køber, for at vise dig det, der passer til dig.',
    marketing: 'Vi bruger det, vi ved om dig, til at give dig tilbud og måle vores reklamer.',
    linking:
      'Vi samler det, du gør i webshoppen, i appen og i vores butikker, så du ikke behøver at forklare tingene to gange.',
  },
  channels: {
    email: 'Pr. e-mail',
    sms: 'Pr. sms',
    phone: 'Pr. telefon',
    post: 'Pr. brev',
    messaging: 'Via beskedapp',
    app: 'Via notifikationer fra appen',
  },
  controller: 'Dataansvarlig: {controller}',
  recipients: 'Andre modtagere af dataene: {recipients}',
  noRecipients: 'Ingen andre får dataene.',
  thirdCountries: 'Data sendes også til tredjelande: {countries}',
  storedFor: 'Opbevaringsperiode: {time}',
  right:
    'Du kan til enhver tid trække dit samtykke tilbage via ”{reopen}”; det, der er sket forinden, er fortsat lovligt.',
  saved: 'Dit valg er gemt.',
  withdrawn: 'Dit samtykke er trukket tilbage.',
  adopted: 'Valgene fra din konto gælder nu også her.',
  privacyControl:
    'Din browser beder os om ikke at sælge eller dele dine data. Vi holder reklamer slået fra, medmindre du slår dem til her.',
  pending: 'afventer din bekræftelse',
  embedText:
    'For at vise indhold fra {service} sender din browser data til {service}. Det vises kun med dit samtykke.',
  embedAllow: 'Tillad og vis {service}',
};

export default da;
