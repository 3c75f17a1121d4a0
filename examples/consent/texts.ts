/** The words of the example's pages, in the languages that its links offer. */
export const texts = {
  en: {
    dir: 'ltr',
    claim: 'Things that make a home',
    overview: 'Three ways to embed the consent banner',
    ways: {
      bundled: [
        'By a bundler',
        'Two imports in the shop’s own script. Languages are chunks, loaded on demand.',
      ],
      'script-tag': [
        'By script tags',
        'No build step: the options are data- attributes of the first tag; the second is for embeds.',
      ],
      headless: ['Headless', 'The shop’s own markup; the manager decides, stores and proves.'],
    },
    lamp: 'Lamp “Evening”, 19.99 €',
    add: 'Add to cart',
    cart: 'In the cart: {count}',
    film: 'How the lamp is made',
    device: 'Stored on this device',
    nothing: 'Nothing.',
    hub: 'Recorded by the hub',
    scripts: 'Measuring',
    off: 'The script has not run.',
    policy: 'Privacy policy',
    title: 'Your privacy',
    question: 'May we use data for these purposes? You can change your mind at any time.',
    purposes: { analytics: 'Measuring how the shop is used', marketing: 'Offers and advertising' },
    accept: 'Accept all',
    reject: 'Reject all',
    save: 'Save selection',
    settings: 'Privacy settings',
    storedFor: { analytics: '13 months', marketing: '6 months' },
  },
  de: {
    dir: 'ltr',
    claim: 'Dinge für ein Zuhause',
    overview: 'Drei Wege, das Banner einzubinden',
    ways: {
      bundled: ['Mit einem Bundler', 'Zwei Importe im Skript des Shops. Sprachen kommen erst bei Bedarf.'],
      'script-tag': [
        'Mit Skript-Tags',
        'Ohne Build: Die Optionen sind data-Attribute des ersten Tags; der zweite ist für Eingebettetes.',
      ],
      headless: [
        'Ohne Oberfläche',
        'Das Markup ist das des Shops; der Manager entscheidet, speichert und belegt.',
      ],
    },
    lamp: 'Lampe „Abend“, 19,99 €',
    add: 'In den Warenkorb',
    cart: 'Im Warenkorb: {count}',
    film: 'Wie die Lampe entsteht',
    device: 'Auf diesem Gerät gespeichert',
    nothing: 'Nichts.',
    hub: 'Vom Hub aufgezeichnet',
    scripts: 'Messung',
    off: 'Das Skript ist nicht gelaufen.',
    policy: 'Datenschutzerklärung',
    title: 'Ihre Privatsphäre',
    question: 'Dürfen wir Daten für diese Zwecke nutzen? Sie können Ihre Meinung jederzeit ändern.',
    purposes: { analytics: 'Messen, wie der Shop genutzt wird', marketing: 'Angebote und Werbung' },
    accept: 'Alle akzeptieren',
    reject: 'Alle ablehnen',
    save: 'Auswahl speichern',
    settings: 'Datenschutzeinstellungen',
    storedFor: { analytics: '13 Monate', marketing: '6 Monate' },
  },
  ar: {
    dir: 'rtl',
    claim: 'أشياء تصنع البيت',
    overview: 'ثلاث طرق لتضمين شريط الموافقة',
    ways: {
      bundled: ['بأداة تجميع', 'سطرا استيراد في نص المتجر، وتُحمَّل اللغات عند الحاجة.'],
      'script-tag': [
        'بوسوم script',
        'دون خطوة بناء: الخيارات سمات data- للوسم الأول، والثاني للمحتوى المضمَّن.',
      ],
      headless: ['بلا واجهة', 'واجهة المتجر نفسه، والمدير يقرر ويحفظ ويثبت.'],
    },
    lamp: 'مصباح «المساء»، 19.99 €',
    add: 'أضف إلى السلة',
    cart: 'في السلة: {count}',
    film: 'كيف يُصنع المصباح',
    device: 'المحفوظ على هذا الجهاز',
    nothing: 'لا شيء.',
    hub: 'ما سجّله المركز',
    scripts: 'القياس',
    off: 'لم يعمل النص البرمجي.',
    policy: 'سياسة الخصوصية',
    title: 'خصوصيتك',
    question: 'هل تسمح لنا باستخدام البيانات لهذه الأغراض؟ يمكنك تغيير رأيك في أي وقت.',
    purposes: { analytics: 'قياس استخدام المتجر', marketing: 'العروض والإعلانات' },
    accept: 'قبول الكل',
    reject: 'رفض الكل',
    save: 'حفظ الاختيار',
    settings: 'إعدادات الخصوصية',
    storedFor: { analytics: '13 شهرًا', marketing: '6 أشهر' },
  },
} as const;

/** A language of the example. */
export type PageLanguage = keyof typeof texts;

/** The language that is asked for, or English. */
export const languageOf = (wanted: string | undefined): PageLanguage =>
  wanted === 'de' || wanted === 'ar' ? wanted : 'en';
