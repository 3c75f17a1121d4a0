import type { BannerLabels } from '../labels.ts';

const ga: BannerLabels = {
  title: 'Do phríobháideachas',
  text: 'Iarraimid ort toiliú le húsáid sonraí chun na gcríoch seo thíos. Is fút féin atá an cinneadh, agus is féidir leat d’intinn a athrú am ar bith.',
  policy: 'Beartas príobháideachais',
  acceptAll: 'Glac le gach rud',
  rejectAll: 'Diúltaigh do gach rud',
  settings: 'Socruithe',
  save: 'Sábháil do rogha',
  close: 'Dún gan sábháil',
  choices: 'Cad a cheadaíonn tú?',
  contact: 'Conas is féidir linn dul i dteagmháil leat? Tá toiliú ar leith de dhíth do gach bealach.',
  reopen: 'Socruithe príobháideachais',
  necessary: 'Riachtanach',
  necessaryText:
    'Na rudaí nach féidir leis an siopa ar líne feidhmiú gan iad, mar shampla an tralaí siopadóireachta agus an rogha seo. Ní gá toiliú leo.',
  purposes: {
    analytics: 'Tomhas ar úsáid an tsiopa ar líne',
    personalization: 'Moltaí a oireann duit',
    marketing: 'Tairiscintí agus fógraíocht',
    linking: 'Do chuairteanna ar an siopa ar líne agus ar ár siopaí a nascadh',
  },
  descriptions: {
    analytics:
      'Comhairimid na leathanaigh agus na táirgí a bhféachtar orthu, chun an siopa ar líne a fheabhsú.',
    personalization:
      'Cuimhnímid ar na rudaí a bhféachann tú orthu agus a cheannaíonn tú, chun rudaí a oireann duit a thaispeáint.',
    marketing:
      'Úsáidimid a bhfuil ar eolas againn fút chun tairiscintí a dhéanamh duit agus chun ár gcuid fógraíochta a thomhas.',
    linking:
      'Cuirimid le chéile a ndéanann tú sa siopa ar líne, san aip agus inár siopaí, ionas nach mbeidh ort an rud céanna a mhíniú faoi dhó.',
  },
  channels: {
    email: 'Trí ríomhphost',
    sms: 'Trí theachtaireacht téacs',
    phone: 'Ar an teileafón',
    post: 'Tríd an bpost',
    messaging: 'Trí aip teachtaireachtaí',
    app: 'Trí fhógraí brú ón aip',
  },
  controller: 'Rialaitheoir sonraí: {controller}',
  recipients: 'Faighteoirí eile na sonraí: {recipients}',
  noRecipients: 'Ní fhaigheann aon duine eile na sonraí.',
  thirdCountries: 'Téann sonraí chuig tríú tíortha freisin: {countries}',
  storedFor: 'Tréimhse stórála: {time}',
  right:
    'Is féidir leat do thoiliú a tharraingt siar tráth ar bith le “{reopen}”; is dleathach i gcónaí an méid a rinneadh roimhe sin.',
  saved: 'Sábháladh do rogha.',
  withdrawn: 'Tarraingíodh do thoiliú siar.',
  adopted: 'Tá na roghanna ó do chuntas i bhfeidhm anseo anois freisin.',
  privacyControl:
    'Iarrann do bhrabhsálaí orainn gan do chuid sonraí a dhíol ná a roinnt. Fanann an fhógraíocht múchta mura gcuireann tú ar siúl anseo í.',
  pending: 'ag fanacht le do dheimhniú',
  embedText:
    'Chun ábhar ó {service} a thaispeáint, seolann do bhrabhsálaí sonraí chuig {service}. Ní thaispeántar é ach le do thoiliú.',
  embedAllow: 'Ceadaigh agus taispeáin {service}',
};

export default ga;
