import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Pozitif test bildirme',
  intro:
    'Testiniz pozitif çıktıysa, kim olduğunuzu söylemeden temaslı olabilecek kişileri uyarabilirsiniz. Testinizin tarihini ve cep telefonu numaranızı girin. Uygulamanız için kod içeren bir kısa mesaj alacaksınız.',
  learnMore: 'Daha fazla bilgi',
  testDate: 'Testinizin tarihi',
  dateRange: 'Geçerli tarihler: {first} – {last}',
  phone: 'Cep telefonu numarası',
  phoneHint: 'Kod bu numaraya gönderilecek.',
  agreement: 'Testimin pozitif çıktığını ve bunun kendi telefon numaram olduğunu onaylıyorum.',
  submit: 'Kod iste',
  errorHeading: 'Lütfen girdiğiniz bilgileri kontrol edin',
  errorAgreement: 'Devam etmeden önce kutuyu işaretleyerek onaylayın.',
  errorDate: 'Şu aralıkta bir tarih girin: {first} – {last}',
  errorPhoneMissing: 'Telefon numaranızı girin.',
  errorPhoneInvalid: 'Bu telefon numarası kullanılamıyor. Lütfen kontrol edin.',
  errorSms: 'Kısa mesaj gönderilemedi. Numarayı kontrol edin veya daha sonra yeniden deneyin.',
  errorQuota: 'Çok fazla kod istendi. Lütfen daha sonra yeniden deneyin.',
  errorInternal: 'Bir sorun oluştu. Lütfen daha sonra yeniden deneyin.',
  errorRequest: 'Bu istek geçerli değil. Uygulamanıza dönüp baştan başlayın.',
  unavailable: 'Şu anda bildirim yapılamıyor. Lütfen daha sonra uygulamanızdan yeniden deneyin.',
  successTitle: 'İsteğiniz alındı',
  success:
    'Yakında kod içeren bir kısa mesaj alacaksınız. Mesajı bu telefonda açın ve uygulamanızdaki adımları izleyin.',
}
