import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Segnala un test positivo',
  intro:
    'Se il suo test è positivo, può avvisare chi potrebbe essere stato esposto senza dire chi è. Inserisca la data del test e il suo numero di cellulare. Riceverà un SMS con un codice per la sua app.',
  learnMore: 'Maggiori informazioni',
  testDate: 'Data del test',
  dateRange: 'Date possibili: {first} – {last}',
  phone: 'Numero di cellulare',
  phoneHint: 'Il codice sarà inviato a questo numero.',
  agreement: 'Confermo che il mio test è positivo e che questo è il mio numero di telefono.',
  submit: 'Richiedi un codice',
  errorHeading: 'Controlli i dati inseriti',
  errorAgreement: 'Selezioni la casella per confermare prima di continuare.',
  errorDate: 'Inserisca una data in questo periodo: {first} – {last}',
  errorPhoneMissing: 'Inserisca il suo numero di telefono.',
  errorPhoneInvalid: 'Questo numero di telefono non può essere usato. Lo controlli.',
  errorSms: 'Non è stato possibile inviare l’SMS. Controlli il numero o riprovi più tardi.',
  errorQuota: 'Sono stati richiesti troppi codici. Riprovi più tardi.',
  errorInternal: 'Si è verificato un errore. Riprovi più tardi.',
  errorRequest: 'Questa richiesta non è valida. Torni all’app e ricominci.',
  unavailable: 'Al momento non è possibile fare una segnalazione. Riprovi più tardi dalla sua app.',
  successTitle: 'La sua richiesta è stata ricevuta',
  success:
    'Tra poco riceverà un SMS con un codice. Lo apra su questo telefono e segua i passaggi nella sua app.',
}
