import type { Channel } from '@rialto/core/model';

/** A channel, or one of the two ways to come that are none: by no link at all, and by a link of some other site. */
export type AcquisitionChannel = Channel | 'direct' | 'referral';

// Short, because they travel to each page that recognises where people come from: name after name, parted by blanks.
type Names = Readonly<Partial<Record<AcquisitionChannel, string>>>;

/** By `utm_medium`. `!` after a name: it was paid for; `~`: it was not; else the name does not say. */
export const mediums = {
  search: 'paidsearch! sem! sea! shopping! organicsearch~ seo~',
  social: 'socialnetwork socialmedia sm influencer paidsocial! organicsocial~',
  email: 'newsletter mailing',
  display: 'banner! programmatic! retargeting! remarketing! native! interstitial!',
  video: 'paidvideo! ctv! preroll! organicvideo~',
  partner: 'affiliate! affiliates! affiliation! cooperation',
  messaging: 'whatsapp telegram messenger push webpush',
  sms: 'mms text',
  print: 'flyer catalogue catalog magazine qr',
  post: 'directmail',
  outdoor: 'ooh dooh poster billboard',
  radio: 'audio podcast',
  store: 'instore receipt',
  referral: 'link',
} satisfies Names;

/** A `utm_medium` that says no more than whether a click was paid for. Where the source says nothing, this is the channel. */
export const payments = {
  search: 'cpc! ppc! paid! organic~',
  display: 'cpm! cpv!',
  partner: 'cpa! cpl! cpo!',
} satisfies Names;

/** By `utm_source`, and by the host of the referrer. A name without a dot stands for the host under any country's ending. */
export const sources = {
  search:
    'google bing yahoo duckduckgo ecosia qwant startpage yandex baidu naver seznam search.brave.com swisscows metager kagi.com com.google.android.googlequicksearchbox chatgpt.com chat.openai.com perplexity.ai gemini.google.com copilot.microsoft.com claude.ai',
  social:
    'facebook fb fb.me instagram ig linkedin lnkd.in twitter x.com t.co pinterest pin.it tiktok reddit snapchat threads threads.net xing bsky.app vk.com tumblr nextdoor com.facebook.katana com.instagram.android com.linkedin.android',
  email:
    'mail.google.com mail.yahoo.com outlook.live.com outlook.office.com outlook.office365.com mail.proton.me gmx web.de mail.ru mailchimp klaviyo com.google.android.gm',
  messaging: 'web.whatsapp.com wa.me whatsapp t.me web.telegram.org telegram messenger.com slack',
  video: 'youtube youtu.be vimeo twitch.tv dailymotion',
  marketplace: 'amazon ebay etsy zalando idealo',
  partner: 'awin awin1.com tradedoubler rakuten impact.com cj.com',
} satisfies Names;

/** Where people sign in or pay in the middle of a visit: as a referrer they have sent nobody. */
export const passages =
  'accounts.google.com appleid.apple.com login.microsoftonline.com login.live.com paypal klarna sofort stripe mollie adyen pay.google.com pay.amazon.com pay.amazon.de pay.amazon.co.uk payments.amazon.com payments.amazon.de payments.amazon.co.uk';

/** By the parameter that a platform puts into the address: channel, platform, and `!` where only paid clicks have it. */
export const clickIds: Readonly<Record<string, readonly [AcquisitionChannel, platform: string]>> = {
  gclid: ['search', 'google!'],
  gbraid: ['search', 'google!'],
  wbraid: ['search', 'google!'],
  msclkid: ['search', 'bing!'],
  yclid: ['search', 'yandex!'],
  dclid: ['display', 'google!'],
  fbclid: ['social', 'facebook'],
  igshid: ['social', 'instagram'],
  twclid: ['social', 'x'],
  epik: ['social', 'pinterest'],
  ttclid: ['social', 'tiktok!'],
  li_fat_id: ['social', 'linkedin!'],
  ScCid: ['social', 'snapchat!'],
  rdt_cid: ['social', 'reddit!'],
  mc_eid: ['email', 'mailchimp'],
  _kx: ['email', 'klaviyo'],
  awc: ['partner', 'awin!'],
  cjevent: ['partner', 'cj!'],
  irclickid: ['partner', 'impact!'],
  ranSiteID: ['partner', 'rakuten!'],
  tduid: ['partner', 'tradedoubler!'],
};
