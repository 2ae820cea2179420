import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: 'Report a positive test',
  intro:
    'If you have tested positive, you can let others know that they may have been exposed, without saying who you are. Enter the date of your test and your mobile number. You will get a text message with a code for your app.',
  learnMore: 'Learn more',
  testDate: 'Date of your test',
  dateRange: 'Possible dates: {first} – {last}',
  phone: 'Mobile phone number',
  phoneHint: 'The code will be sent to this number.',
  agreement: 'I confirm that I tested positive and that this is my own phone number.',
  submit: 'Request a code',
  errorHeading: 'Please check what you entered',
  errorAgreement: 'Tick the box to confirm before you go on.',
  errorDate: 'Enter a date within this range: {first} – {last}',
  errorPhoneMissing: 'Enter your phone number.',
  errorPhoneInvalid: 'This phone number can’t be used. Please check it.',
  errorSms: 'The text message could not be sent. Check the number or try again later.',
  errorQuota: 'Too many codes have been requested. Please try again later.',
  errorInternal: 'Something went wrong. Please try again later.',
  errorRequest: 'This request is not valid. Go back to your app and start again.',
  unavailable: 'You can’t report at the moment. Please try again later from your app.',
  successTitle: 'Your request was received',
  success:
    'You will soon get a text message with a code. Open it on this phone and follow the steps in your app.',
}
