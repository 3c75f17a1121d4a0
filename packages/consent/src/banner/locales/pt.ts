import type { BannerLabels } from '../labels.ts';

const pt: BannerLabels = {
  title: 'A sua privacidade',
  text: 'Pedimos o seu consentimento para utilizar dados para as finalidades indicadas abaixo. A decisão é sua e pode mudar de ideias a qualquer momento.',
  policy: 'Política de privacidade',
  acceptAll: 'Aceitar tudo',
  rejectAll: 'Rejeitar tudo',
  settings: 'Definições',
  save: 'Guardar seleção',
  close: 'Fechar sem guardar',
  choices: 'O que nos permite?',
  contact: 'Como podemos entrar em contacto consigo? Cada meio exige um consentimento próprio.',
  reopen: 'Definições de privacidade',
  necessary: 'Necessário',
  necessaryText:
    'Aquilo de que a loja online precisa para funcionar, como o carrinho e esta escolha. Não exige consentimento.',
  purposes: {
    analytics: 'Medição da utilização da loja online',
    personalization: 'Recomendações à sua medida',
    marketing: 'Ofertas e publicidade',
    linking: 'Ligação das suas visitas à loja online e às nossas lojas físicas',
  },
  descriptions: {
    analytics: 'Contamos as páginas e os produtos vistos, para melhorar a loja online.',
    personalization: 'Memorizamos o que vê e compra, para lhe mostrar o que mais lhe convém.',
    marketing: 'Utilizamos o que sabemos sobre si para lhe apresentar ofertas e medir a nossa publicidade.',
    linking:
      'Juntamos o que faz na loja online, na aplicação e nas nossas lojas físicas, para que não tenha de explicar tudo duas vezes.',
  },
  channels: {
    email: 'Por e-mail',
    sms: 'Por SMS',
    phone: 'Por telefone',
    post: 'Por carta',
    messaging: 'Por aplicação de mensagens',
    app: 'Por notificações da aplicação',
  },
  controller: 'Responsável pelo tratamento: {controller}',
  recipients: 'Outros destinatários dos dados: {recipients}',
  noRecipients: 'Mais ninguém recebe os dados.',
  thirdCountries: 'Os dados são também transferidos para países terceiros: {countries}',
  storedFor: 'Prazo de conservação: {time}',
  right:
    'Pode retirar o seu consentimento a qualquer momento em «{reopen}»; o que foi feito antes continua a ser lícito.',
  saved: 'A sua escolha foi guardada.',
  withdrawn: 'O seu consentimento foi retirado.',
  adopted: 'As escolhas da sua conta aplicam-se agora também aqui.',
  privacyControl:
    'O seu navegador pede-nos que não vendamos nem partilhemos os seus dados. A publicidade fica desativada, a menos que a ative aqui.',
  pending: 'a aguardar a sua confirmação',
  embedText:
    'Para mostrar conteúdos de {service}, o seu navegador envia dados para {service}. Os conteúdos só são mostrados com o seu consentimento.',
  embedAllow: 'Permitir e mostrar {service}',
};

export default pt;
