import type { BannerLabels } from '../labels.ts';

const tr: BannerLabels = {
  title: 'Gizliliğiniz',
  text: 'Verileri aşağıdaki amaçlarla kullanmak için rızanızı istiyoruz. Karar sizin; fikrinizi istediğiniz zaman değiştirebilirsiniz.',
  policy: 'Gizlilik politikası',
  acceptAll: 'Tümünü kabul et',
  rejectAll: 'Tümünü reddet',
  settings: 'Ayarlar',
  save: 'Seçimi kaydet',
  close: 'Kaydetmeden kapat',
  choices: 'Nelere izin veriyorsunuz?',
  contact: 'Sizinle nasıl iletişim kurabiliriz? Her yol için ayrı bir rıza gerekir.',
  reopen: 'Gizlilik ayarları',
  necessary: 'Gerekli',
  necessaryText:
    'Sepet ve bu seçim gibi, çevrim içi mağazanın çalışması için zorunlu olanlar. Bunlar için rıza gerekmez.',
  purposes: {
    analytics: 'Çevrim içi mağazanın kullanımının ölçülmesi',
    personalization: 'Size özel öneriler',
    marketing: 'Teklifler ve reklamlar',
    linking: 'Çevrim içi ve fiziksel mağaza ziyaretlerinizin birleştirilmesi',
  },
  descriptions: {
    analytics: 'Çevrim içi mağazayı iyileştirmek için hangi sayfalara ve ürünlere bakıldığını sayarız.',
    personalization:
      'Size uygun olanı göstermek için nelere baktığınızı ve neler satın aldığınızı hatırlarız.',
    marketing: 'Hakkınızda bildiklerimizi size teklifler sunmak ve reklamlarımızı ölçmek için kullanırız.',
    linking:
      'Aynı şeyi iki kez açıklamanız gerekmesin diye çevrim içi mağazada, uygulamada ve fiziksel mağazalarımızda yaptıklarınızı bir araya getiririz.',
  },
  channels: {
    email: 'E-posta ile',
    sms: 'SMS ile',
    phone: 'Telefonla',
    post: 'Mektupla',
    messaging: 'Mesajlaşma uygulamasıyla',
    app: 'Uygulama bildirimleriyle',
  },
  controller: 'Veri sorumlusu: {controller}',
  recipients: 'Verilerin diğer alıcıları: {recipients}',
  noRecipients: 'Verileri başka kimse almaz.',
  thirdCountries: 'Veriler üçüncü ülkelere de aktarılır: {countries}',
  storedFor: 'Saklama süresi: {time}',
  right:
    'Rızanızı istediğiniz zaman “{reopen}” düğmesiyle geri çekebilirsiniz; o ana kadar yapılanlar hukuka uygun kalır.',
  saved: 'Seçiminiz kaydedildi.',
  withdrawn: 'Rızanız geri çekildi.',
  adopted: 'Hesabınızdaki seçimler artık burada da geçerlidir.',
  privacyControl:
    'Tarayıcınız, verilerinizi satmamamızı ve paylaşmamamızı istiyor. Siz burada açmadıkça reklamları kapalı tutarız.',
  pending: 'onayınızı bekliyor',
  embedText:
    '{service} içeriğini göstermek için tarayıcınız {service} hizmetine veri gönderir. İçerik yalnızca rızanızla gösterilir.',
  embedAllow: '{service} içeriğine izin ver ve göster',
};

export default tr;
