/** The words of the banner and of embeds in one language. `{…}` stands for what is filled in. */
export interface BannerLabels {
  readonly title: string;
  readonly text: string;
  /** The link to the policy. */
  readonly policy: string;
  readonly acceptAll: string;
  readonly rejectAll: string;
  readonly settings: string;
  readonly save: string;
  /** Closes the settings without a change. */
  readonly close: string;
  /** Names the group of purposes. */
  readonly choices: string;
  /** Names the group of contact channels of a purpose, and says that each is a permission of its own. */
  readonly contact: string;
  /** The button that is always there; while something is permitted, `rejectAll` stands beside it. */
  readonly reopen: string;
  /** What needs no permission: its name, and what it is. */
  readonly necessary: string;
  readonly necessaryText: string;
  /** What each purpose is called; a purpose without words shows its name. */
  readonly purposes: Readonly<Record<string, string>>;
  /** What each purpose is, in a sentence or two. */
  readonly descriptions: Readonly<Record<string, string>>;
  /** What each contact channel is called. */
  readonly channels: Readonly<Record<string, string>>;
  /** `Responsible: {controller}` */
  readonly controller: string;
  /** `Others who get the data: {recipients}` */
  readonly recipients: string;
  readonly noRecipients: string;
  /** `Data also go to: {countries}` */
  readonly thirdCountries: string;
  /** `Stored for: {time}` */
  readonly storedFor: string;
  /** The right to withdraw, and how: names the button `{reopen}`. */
  readonly right: string;
  /** Announced after a choice. */
  readonly saved: string;
  /** Announced after something was taken back. */
  readonly withdrawn: string;
  /** Announced where a signed-in person's choices from elsewhere count here now. */
  readonly adopted: string;
  /** Shown where the browser sends Global Privacy Control. */
  readonly privacyControl: string;
  /** Beside a contact channel that waits for the person's confirmation. */
  readonly pending: string;
  /** The placeholder of an embed: `To show content of {service} …` */
  readonly embedText: string;
  /** Its button: `Show {service}` */
  readonly embedAllow: string;
}

/** The built-in words; every other language is loaded when it is needed. */
export const en: BannerLabels = {
  title: 'Your privacy',
  text: 'We ask for your permission to use data for the purposes below. You decide, and can change your mind at any time.',
  policy: 'Privacy policy',
  acceptAll: 'Accept all',
  rejectAll: 'Reject all',
  settings: 'Settings',
  save: 'Save selection',
  close: 'Close without saving',
  choices: 'What do you permit?',
  contact: 'How may we contact you? Each way needs your own word.',
  reopen: 'Privacy settings',
  necessary: 'Necessary',
  necessaryText:
    'What the shop cannot work without, such as the cart and this choice. It needs no permission.',
  purposes: {
    analytics: 'Measuring how the shop is used',
    personalization: 'Recommendations made for you',
    marketing: 'Offers and advertising',
    linking: 'Joining your visits to our shop and our stores',
  },
  descriptions: {
    analytics: 'We count which pages and products are looked at, to make the shop better.',
    personalization: 'We remember what you look at and buy, to show what suits you.',
    marketing: 'We use what we know of you to make offers and to measure our advertising.',
    linking:
      'We put together what you do in the shop, in the app and in our stores, so that you need not explain twice.',
  },
  channels: {
    email: 'By e-mail',
    sms: 'By text message',
    phone: 'By telephone',
    post: 'By letter',
    messaging: 'By messenger',
    app: 'By notifications of the app',
  },
  controller: 'Responsible: {controller}',
  recipients: 'Others who get the data: {recipients}',
  noRecipients: 'Nobody else gets the data.',
  thirdCountries: 'Data also go to: {countries}',
  storedFor: 'Stored for: {time}',
  right: 'You can take your permission back at any time with “{reopen}”; what was done before stays lawful.',
  saved: 'Your choice is saved.',
  withdrawn: 'Your permission is withdrawn.',
  adopted: 'The choices of your account count here, too.',
  privacyControl:
    'Your browser asks us not to sell or share your data. We keep advertising off unless you turn it on here.',
  pending: 'waiting for your confirmation',
  embedText:
    'To show content of {service}, your browser sends data to {service}. It is shown only with your permission.',
  embedAllow: 'Permit and show {service}',
};
