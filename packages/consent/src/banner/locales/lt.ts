import type { BannerLabels } from '../labels.ts';

const lt: BannerLabels = {
  title: 'Jūsų privatumas',
  text: 'Prašome jūsų sutikimo naudoti duomenis toliau nurodytais tikslais. Sprendžiate jūs ir bet kada galite persigalvoti.',
  policy: 'Privatumo politika',
  acceptAll: 'Priimti viską',
  rejectAll: 'Atmesti viską',
  settings: 'Nustatymai',
  save: 'Išsaugoti pasirinkimą',
  close: 'Uždaryti neišsaugojus',
  choices: 'Ką leidžiate?',
  contact: 'Kaip galime su jumis susisiekti? Kiekvienam būdui reikia atskiro sutikimo.',
  reopen: 'Privatumo nustatymai',
  necessary: 'Būtina',
  necessaryText:
    'Tai, be ko internetinė parduotuvė negali veikti, pavyzdžiui, krepšelis ir šis pasirinkimas. Sutikimo tam nereikia.',
  purposes: {
    analytics: 'Internetinės parduotuvės naudojimo matavimas',
    personalization: 'Jums pritaikytos rekomendacijos',
    marketing: 'Pasiūlymai ir reklama',
    linking: 'Jūsų apsilankymų internetinėje ir fizinėse mūsų parduotuvėse susiejimas',
  },
  descriptions: {
    analytics: 'Skaičiuojame, kurie puslapiai ir prekės peržiūrimi, kad pagerintume internetinę parduotuvę.',
    personalization: 'Įsimename, ką žiūrite ir perkate, kad parodytume tai, kas jums tinka.',
    marketing: 'Naudojame tai, ką apie jus žinome, kad teiktume jums pasiūlymus ir vertintume savo reklamą.',
    linking:
      'Susiejame tai, ką darote internetinėje parduotuvėje, programėlėje ir fizinėse mūsų parduotuvėse, kad jums nereikėtų visko aiškinti du kartus.',
  },
  channels: {
    email: 'El. paštu',
    sms: 'SMS žinute',
    phone: 'Telefonu',
    post: 'Paštu',
    messaging: 'Per pokalbių programėlę',
    app: 'Programėlės pranešimais',
  },
  controller: 'Duomenų valdytojas: {controller}',
  recipients: 'Kiti duomenų gavėjai: {recipients}',
  noRecipients: 'Niekas kitas duomenų negauna.',
  thirdCountries: 'Duomenys taip pat perduodami į trečiąsias valstybes: {countries}',
  storedFor: 'Saugojimo laikotarpis: {time}',
  right: 'Sutikimą galite bet kada atšaukti paspaudę „{reopen}“; tai, kas padaryta iki tol, lieka teisėta.',
  saved: 'Jūsų pasirinkimas išsaugotas.',
  withdrawn: 'Jūsų sutikimas atšauktas.',
  adopted: 'Jūsų paskyros pasirinkimai dabar galioja ir čia.',
  privacyControl:
    'Jūsų naršyklė prašo neparduoti jūsų duomenų ir jais nesidalyti. Reklama lieka išjungta, nebent ją čia įjungsite.',
  pending: 'laukia jūsų patvirtinimo',
  embedText:
    'Kad būtų parodytas paslaugos {service} turinys, jūsų naršyklė siunčia duomenis paslaugai {service}. Turinys rodomas tik gavus jūsų sutikimą.',
  embedAllow: 'Leisti ir rodyti {service}',
};

export default lt;
