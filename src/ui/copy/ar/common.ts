/** Arabic: what every page says. */

import type { Copy } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('ar')

export const common: Copy['common'] = {
  product: 'Tocsin',
  skip: 'انتقل إلى المحتوى',
  menu: 'القائمة',
  demo: 'هذا عرض تجريبي. لا يصل شيء مما هنا إلى أي هاتف.',
  places: 'تغيير مكان العمل',
  pageTitle: (title, place) => `${title} – ${place}`,
  errorTitle: (title) => `خطأ: ${title}`,

  languageAndLook: 'اللغة والمظهر',
  language: 'اللغة',
  look: 'المظهر',
  looks: { device: 'مثل جهازي', light: 'فاتح', dark: 'داكن' },
  apply: 'تطبيق',
  account: 'حسابي',
  signIn: 'تسجيل الدخول',
  signOut: 'تسجيل الخروج',

  groups: {
    work: 'العمل',
    numbers: 'الأرقام',
    people: 'الأشخاص',
    connections: 'الاتصالات',
    settings: 'الإعدادات',
    record: 'السجل',
  },
  pages: {
    newCode: 'إنشاء رمز',
    myCodes: 'رموزي',
    codeNumbers: 'الرموز المنشأة والمستخدمة',
    timeNumbers: 'مدة الاستخدام والرموز الخاطئة',
    textNumbers: 'الرسائل التي لم تصل',
    record: 'من فعل ماذا',
    people: 'الأشخاص',
    apiKeys: 'مفاتيح API',
    apps: 'التطبيقات',
    settingsGeneral: 'عام',
    settingsCodes: 'الرموز',
    settingsTexts: 'الرسائل النصية',
    settingsSecurity: 'الأمان',
    settingsLimits: 'الحدود',
  },
  breadcrumb: 'أين أنت',

  save: 'حفظ',
  cancel: 'إلغاء',
  back: 'رجوع',
  next: 'التالي',
  firstPage: 'الصفحة الأولى',
  nextPage: 'الصفحة التالية',
  pagesOfList: 'صفحات القائمة',
  optional: '(اختياري)',
  yes: 'نعم',
  no: 'لا',
  errorPrefix: 'خطأ:',
  errorSummary: (count) =>
    plural(count, {
      zero: 'لا شيء يحتاج إلى مراجعة',
      one: 'أمر واحد يحتاج إلى مراجعة',
      two: 'أمران يحتاجان إلى مراجعة',
      few: '# أمور تحتاج إلى مراجعة',
      many: '# أمرًا تحتاج إلى مراجعة',
      other: '# أمر تحتاج إلى مراجعة',
    }),
  dangerUndoable: 'يمكن التراجع عن هذا.',
  dangerFinal: 'لا يمكن التراجع عن هذا.',

  copyButton: 'نسخ',
  copied: 'تم النسخ',
  idleWarning: 'ستنتهي جلستك بعد دقيقتين لأن شيئًا لم يحدث منذ فترة.',
  staySignedIn: 'متابعة الجلسة',
  signedOutByTime: 'انتهت جلستك. ما كتبته لا يزال في هذه الصفحة.',
  shortcuts: {
    title: 'اختصارات لوحة المفاتيح',
    list: 'عرض هذه القائمة',
    jump: 'الانتقال إلى صفحة: الحرف g ثم حرف الصفحة',
    turnOff: 'إيقاف الاختصارات',
    turnOn: 'تشغيل الاختصارات',
    close: 'إغلاق',
  },

  choosePlace: {
    title: 'أين تريد أن تعمل؟',
    none: 'لقد سجّلت الدخول، لكن لم يمنحك أحد صلاحية بعد.',
    noneReason: 'اطلب ممن دعاك أن يضيفك إلى فريقه.',
  },

  permissions: {
    AuditRead: 'قراءة السجل',
    APIKeyRead: 'عرض مفاتيح API',
    APIKeyWrite: 'تغيير مفاتيح API',
    CodeIssue: 'إنشاء الرموز',
    CodeBulkIssue: 'إنشاء رموز كثيرة',
    CodeRead: 'البحث عن الرموز',
    CodeExpire: 'إبطال الرموز',
    SettingsRead: 'عرض الإعدادات',
    SettingsWrite: 'تغيير الإعدادات',
    StatsRead: 'عرض الإحصاءات',
    MobileAppRead: 'عرض تطبيقات الهاتف',
    MobileAppWrite: 'تغيير تطبيقات الهاتف',
    UserRead: 'عرض الأشخاص',
    UserWrite: 'تغيير الأشخاص',
  },

  errors: {
    forbidden: {
      title: 'لا يمكنك فتح هذه الصفحة',
      text: 'تحتاج الصفحة إلى صلاحية ليست لديك.',
    },
    csrf: {
      title: 'أرسل النموذج مرة أخرى',
      text: 'هذا النموذج من جلسة سابقة أو جاء من موقع آخر، لذلك لم يتغير شيء. ارجع إلى الصفحة التي تُعدّ نموذجًا جديدًا وأرسله مرة أخرى.',
    },
    notFound: {
      title: 'لا توجد صفحة كهذه',
      text: 'ربما كُتب العنوان خطأً، أو حُذف ما كان هنا.',
    },
    methodNotAllowed: {
      title: 'لا تُستخدم هذه الصفحة بهذه الطريقة',
      text: 'افتحها من القائمة.',
    },
    conflict: {
      title: 'لقد تم هذا من قبل',
      text: 'سبقك شخص آخر أو هذا النموذج نفسه. انظر إلى الصفحة مرة أخرى لترى الحال الآن.',
    },
    tooLarge: {
      title: 'هذا أكثر مما يمكن إرساله',
      text: 'لم يُحفظ شيء. اختصر ما كتبته وأرسله مرة أخرى.',
    },
    unsupported: {
      title: 'هذا ليس نموذجًا من هذه الصفحة',
      text: 'لم يتغير شيء. افتح الصفحة واستخدم النموذج الذي فيها.',
    },
    tooMany: {
      title: 'محاولات كثيرة جدًا',
      text: 'انتظر قليلًا ثم حاول مرة أخرى.',
    },
    failed: {
      title: 'حدث خطأ من جانبنا',
      text: 'حاول مرة أخرى. إذا تكرر الأمر فأعطِ الدعم الرقم الموجود أدناه.',
    },
    unavailable: {
      title: 'سنعود قريبًا',
      text: 'يجري تحديث النظام أو هو مشغول جدًا. لم يتغير شيء. حاول بعد دقيقة.',
    },
  },
  missingPermission: (permission, realm) => `ليست لديك صلاحية «${permission}» في ${realm}.`,
  whoCanGive: (names) => `اطلبها من ${names}.`,
  outsideNetworks: (realm: string, address: string) =>
    `لا يمكن فتح ${realm} من هذه الشبكة (عنوانك هو ${address}).`,
  askAdministrator: 'اطلبها من مدير هذا المكان.',
  systemOnly: 'لا يفتحها إلا مديرو النظام.',
  waitSeconds: (count) =>
    plural(count, {
      zero: 'لا داعي للانتظار.',
      one: 'انتظر ثانية واحدة.',
      two: 'انتظر ثانيتين.',
      few: 'انتظر # ثوانٍ.',
      many: 'انتظر # ثانية.',
      other: 'انتظر # ثانية.',
    }),
  reference: (id) => `الرقم للدعم: \u2068${id}\u2069`,
  toStart: 'إلى صفحة البداية',
  toForm: 'العودة إلى الصفحة',

  flash: {
    preferencesSaved: { tone: 'ok', text: 'حُفظت اللغة والمظهر.' },
    signedOut: { tone: 'ok', text: 'تم تسجيل خروجك.' },
  },
}
