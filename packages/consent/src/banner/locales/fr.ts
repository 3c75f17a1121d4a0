import type { BannerLabels } from '../labels.ts';

const fr: BannerLabels = {
  title: 'Votre vie privée',
  text: 'Nous vous demandons votre consentement pour utiliser des données aux fins indiquées ci-dessous. Vous décidez et pouvez changer d’avis à tout moment.',
  policy: 'Politique de confidentialité',
  acceptAll: 'Tout accepter',
  rejectAll: 'Tout refuser',
  settings: 'Paramètres',
  save: 'Enregistrer mes choix',
  close: 'Fermer sans enregistrer',
  choices: 'Que nous autorisez-vous à faire ?',
  contact: 'Comment pouvons-nous vous contacter ? Chaque moyen nécessite un consentement distinct.',
  reopen: 'Paramètres de confidentialité',
  necessary: 'Nécessaire',
  necessaryText:
    'Ce dont la boutique en ligne a besoin pour fonctionner, comme le panier et ce choix. Cela ne nécessite pas de consentement.',
  purposes: {
    analytics: 'Mesure de l’utilisation de la boutique en ligne',
    personalization: 'Recommandations faites pour vous',
    marketing: 'Offres et publicité',
    linking: 'Rapprochement de vos visites en ligne et dans nos magasins',
  },
  descriptions: {
    analytics: 'Nous comptons les pages et les produits consultés afin d’améliorer la boutique en ligne.',
    personalization:
      'Nous retenons ce que vous regardez et achetez afin de vous montrer ce qui vous convient.',
    marketing:
      'Nous utilisons ce que nous savons de vous pour vous faire des offres et mesurer notre publicité.',
    linking:
      'Nous réunissons ce que vous faites dans la boutique en ligne, dans l’application et dans nos magasins, pour que vous n’ayez pas à tout expliquer deux fois.',
  },
  channels: {
    email: 'Par e-mail',
    sms: 'Par SMS',
    phone: 'Par téléphone',
    post: 'Par courrier',
    messaging: 'Par messagerie instantanée',
    app: 'Par notifications de l’application',
  },
  controller: 'Responsable du traitement : {controller}',
  recipients: 'Autres destinataires des données : {recipients}',
  noRecipients: 'Personne d’autre ne reçoit les données.',
  thirdCountries: 'Des données sont aussi transférées vers des pays tiers : {countries}',
  storedFor: 'Durée de conservation : {time}',
  right:
    'Vous pouvez retirer votre consentement à tout moment via « {reopen} » ; ce qui a été fait auparavant reste licite.',
  saved: 'Votre choix est enregistré.',
  withdrawn: 'Votre consentement est retiré.',
  adopted: 'Les choix de votre compte s’appliquent désormais ici aussi.',
  privacyControl:
    'Votre navigateur nous demande de ne pas vendre ni partager vos données. La publicité reste désactivée, sauf si vous l’activez ici.',
  pending: 'en attente de votre confirmation',
  embedText:
    'Pour afficher un contenu de {service}, votre navigateur envoie des données à {service}. Ce contenu n’est affiché qu’avec votre consentement.',
  embedAllow: 'Autoriser et afficher {service}',
};

export default fr;
