import type { BannerLabels } from '../labels.ts';

const lv: BannerLabels = {
  title: 'Jūsu privātums',
  text: 'Lūdzam jūsu piekrišanu datu izmantošanai turpmāk norādītajiem mērķiem. Lēmums ir jūsu, un jūs varat to mainīt jebkurā laikā.',
  policy: 'Privātuma politika',
  acceptAll: 'Pieņemt visu',
  rejectAll: 'Noraidīt visu',
  settings: 'Iestatījumi',
  save: 'Saglabāt izvēli',
  close: 'Aizvērt nesaglabājot',
  choices: 'Ko jūs atļaujat?',
  contact: 'Kā drīkstam ar jums sazināties? Katram veidam vajadzīga atsevišķa piekrišana.',
  reopen: 'Privātuma iestatījumi',
  necessary: 'Nepieciešamais',
  necessaryText:
    'Tas, bez kā interneta veikals nevar darboties, piemēram, grozs un šī izvēle. Piekrišana tam nav vajadzīga.',
  purposes: {
    analytics: 'Interneta veikala lietojuma mērīšana',
    personalization: 'Jums piemēroti ieteikumi',
    marketing: 'Piedāvājumi un reklāma',
    linking: 'Jūsu interneta veikala un mūsu veikalu apmeklējumu sasaiste',
  },
  descriptions: {
    analytics: 'Mēs skaitām, kuras lapas un preces tiek skatītas, lai uzlabotu interneta veikalu.',
    personalization: 'Mēs atceramies, ko jūs apskatāt un pērkat, lai rādītu to, kas jums der.',
    marketing:
      'Mēs izmantojam to, ko par jums zinām, lai sagatavotu jums piedāvājumus un mērītu savas reklāmas rezultātus.',
    linking:
      'Mēs apvienojam to, ko jūs darāt interneta veikalā, lietotnē un mūsu veikalos, lai jums nekas nebūtu jāskaidro divreiz.',
  },
  channels: {
    email: 'Pa e-pastu',
    sms: 'Ar īsziņu',
    phone: 'Pa tālruni',
    post: 'Ar vēstuli',
    messaging: 'Ziņojumapmaiņas lietotnē',
    app: 'Ar lietotnes paziņojumiem',
  },
  controller: 'Datu pārzinis: {controller}',
  recipients: 'Citi datu saņēmēji: {recipients}',
  noRecipients: 'Neviens cits datus nesaņem.',
  thirdCountries: 'Dati nonāk arī trešās valstīs: {countries}',
  storedFor: 'Glabāšanas laiks: {time}',
  right:
    'Piekrišanu varat atsaukt jebkurā laikā, izmantojot “{reopen}”; līdz tam veiktās darbības paliek likumīgas.',
  saved: 'Jūsu izvēle ir saglabāta.',
  withdrawn: 'Jūsu piekrišana ir atsaukta.',
  adopted: 'Jūsu kontā izdarītās izvēles tagad ir spēkā arī šeit.',
  privacyControl:
    'Jūsu pārlūks lūdz mūs nepārdot un nekopīgot jūsu datus. Reklāma paliek izslēgta, ja vien jūs to šeit neieslēgsiet.',
  pending: 'gaida jūsu apstiprinājumu',
  embedText:
    'Lai rādītu pakalpojuma {service} saturu, jūsu pārlūks nosūta datus pakalpojumam {service}. Saturs tiek rādīts tikai ar jūsu piekrišanu.',
  embedAllow: 'Atļaut un rādīt {service}',
};

export default lv;
