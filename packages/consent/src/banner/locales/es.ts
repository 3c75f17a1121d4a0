import type { BannerLabels } from '../labels.ts';

const es: BannerLabels = {
  title: 'Su privacidad',
  text: 'Le pedimos su consentimiento para utilizar datos con los fines que se indican a continuación. Usted decide y puede cambiar de opinión en cualquier momento.',
  policy: 'Política de privacidad',
  acceptAll: 'Aceptar todo',
  rejectAll: 'Rechazar todo',
  settings: 'Configuración',
  save: 'Guardar selección',
  close: 'Cerrar sin guardar',
  choices: '¿Qué nos permite?',
  contact: '¿Cómo podemos ponernos en contacto con usted? Cada medio requiere un consentimiento propio.',
  reopen: 'Configuración de privacidad',
  necessary: 'Necesario',
  necessaryText:
    'Lo que la tienda en línea necesita para funcionar, como el carrito y esta elección. No requiere consentimiento.',
  purposes: {
    analytics: 'Medición del uso de la tienda en línea',
    personalization: 'Recomendaciones para usted',
    marketing: 'Ofertas y publicidad',
    linking: 'Vinculación de sus visitas a la tienda en línea y a nuestras tiendas físicas',
  },
  descriptions: {
    analytics: 'Contamos qué páginas y productos se ven, para mejorar la tienda en línea.',
    personalization: 'Recordamos lo que mira y compra, para mostrarle lo que encaja con usted.',
    marketing: 'Utilizamos lo que sabemos de usted para hacerle ofertas y medir nuestra publicidad.',
    linking:
      'Reunimos lo que hace en la tienda en línea, en la aplicación y en nuestras tiendas físicas, para que no tenga que explicarlo todo dos veces.',
  },
  channels: {
    email: 'Por correo electrónico',
    sms: 'Por SMS',
    phone: 'Por teléfono',
    post: 'Por carta',
    messaging: 'Por mensajería instantánea',
    app: 'Por notificaciones de la aplicación',
  },
  controller: 'Responsable del tratamiento: {controller}',
  recipients: 'Otros destinatarios de los datos: {recipients}',
  noRecipients: 'Nadie más recibe los datos.',
  thirdCountries: 'Los datos se transfieren también a terceros países: {countries}',
  storedFor: 'Plazo de conservación: {time}',
  right:
    'Puede retirar su consentimiento en cualquier momento en «{reopen}»; lo realizado antes seguirá siendo lícito.',
  saved: 'Su elección se ha guardado.',
  withdrawn: 'Su consentimiento se ha retirado.',
  adopted: 'Las elecciones de su cuenta ahora también se aplican aquí.',
  privacyControl:
    'Su navegador nos pide que no vendamos ni compartamos sus datos. La publicidad sigue desactivada, salvo que usted la active aquí.',
  pending: 'a la espera de su confirmación',
  embedText:
    'Para mostrar contenido de {service}, su navegador envía datos a {service}. Solo se muestra con su consentimiento.',
  embedAllow: 'Permitir y mostrar {service}',
};

export default es;
