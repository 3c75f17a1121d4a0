import type { BannerLabels } from '../labels.ts';

const it: BannerLabels = {
  title: 'La sua privacy',
  text: 'Chiediamo il suo consenso per utilizzare dati per le finalità indicate di seguito. La scelta è sua e può cambiarla in qualsiasi momento.',
  policy: 'Informativa sulla privacy',
  acceptAll: 'Accetta tutto',
  rejectAll: 'Rifiuta tutto',
  settings: 'Impostazioni',
  save: 'Salva la selezione',
  close: 'Chiudi senza salvare',
  choices: 'Che cosa ci autorizza a fare?',
  contact: 'Come possiamo contattarla? Per ogni canale serve un consenso specifico.',
  reopen: 'Impostazioni sulla privacy',
  necessary: 'Necessario',
  necessaryText:
    'Ciò che serve al negozio online per funzionare, come il carrello e questa scelta. Non richiede il consenso.',
  purposes: {
    analytics: 'Misurazione dell’uso del negozio online',
    personalization: 'Consigli su misura per lei',
    marketing: 'Offerte e pubblicità',
    linking: 'Collegamento delle sue visite al negozio online e ai nostri punti vendita',
  },
  descriptions: {
    analytics: 'Contiamo le pagine e i prodotti visualizzati per migliorare il negozio online.',
    personalization: 'Ricordiamo ciò che guarda e acquista per mostrarle ciò che fa per lei.',
    marketing: 'Utilizziamo ciò che sappiamo di lei per proporle offerte e misurare la nostra pubblicità.',
    linking:
      'Mettiamo insieme ciò che fa nel negozio online, nell’app e nei nostri punti vendita, così non dovrà spiegare tutto due volte.',
  },
  channels: {
    email: 'Via e-mail',
    sms: 'Via SMS',
    phone: 'Per telefono',
    post: 'Per posta',
    messaging: 'Tramite app di messaggistica',
    app: 'Tramite notifiche dell’app',
  },
  controller: 'Titolare del trattamento: {controller}',
  recipients: 'Altri destinatari dei dati: {recipients}',
  noRecipients: 'Nessun altro riceve i dati.',
  thirdCountries: 'I dati vengono trasferiti anche in paesi terzi: {countries}',
  storedFor: 'Periodo di conservazione: {time}',
  right: 'Può revocare il consenso in qualsiasi momento da «{reopen}»; quanto fatto prima resta lecito.',
  saved: 'La sua scelta è stata salvata.',
  withdrawn: 'Il suo consenso è stato revocato.',
  adopted: 'Le scelte del suo account valgono ora anche qui.',
  privacyControl:
    'Il suo browser ci chiede di non vendere né condividere i suoi dati. La pubblicità resta disattivata, a meno che lei non la attivi qui.',
  pending: 'in attesa della sua conferma',
  embedText:
    'Per mostrare i contenuti di {service}, il suo browser invia dati a {service}. I contenuti vengono mostrati solo con il suo consenso.',
  embedAllow: 'Autorizza e mostra {service}',
};

export default it;
