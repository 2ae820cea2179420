import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Zgłoś pozytywny wynik testu',
  intro:
    'Jeśli wynik Twojego testu jest pozytywny, możesz ostrzec inne osoby, które mogły być narażone, nie mówiąc, kim jesteś. Podaj datę testu i numer telefonu komórkowego. Otrzymasz SMS z kodem do aplikacji.',
  learnMore: 'Dowiedz się więcej',
  testDate: 'Data testu',
  dateRange: 'Możliwe daty: {first} – {last}',
  phone: 'Numer telefonu komórkowego',
  phoneHint: 'Kod zostanie wysłany na ten numer.',
  agreement: 'Potwierdzam, że wynik mojego testu jest pozytywny i że to mój własny numer telefonu.',
  submit: 'Poproś o kod',
  errorHeading: 'Sprawdź wprowadzone dane',
  errorAgreement: 'Zanim przejdziesz dalej, zaznacz pole, aby potwierdzić.',
  errorDate: 'Podaj datę z tego okresu: {first} – {last}',
  errorPhoneMissing: 'Podaj numer telefonu.',
  errorPhoneInvalid: 'Tego numeru telefonu nie można użyć. Sprawdź go.',
  errorSms: 'Nie udało się wysłać SMS-a. Sprawdź numer lub spróbuj później.',
  errorQuota: 'Poproszono o zbyt wiele kodów. Spróbuj później.',
  errorInternal: 'Coś poszło nie tak. Spróbuj później.',
  errorRequest: 'To żądanie jest nieprawidłowe. Wróć do aplikacji i zacznij od nowa.',
  unavailable: 'W tej chwili nie można dokonać zgłoszenia. Spróbuj później z aplikacji.',
  successTitle: 'Twoja prośba została przyjęta',
  success: 'Wkrótce otrzymasz SMS z kodem. Otwórz go na tym telefonie i wykonaj kroki w aplikacji.',
}
