import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: '回報陽性檢測結果',
  intro:
    '如果您的檢測結果為陽性，您可以在不透露身分的情況下提醒可能接觸過的人。請輸入檢測日期和您的手機號碼。您將收到一則簡訊，其中包含應用程式所需的驗證碼。',
  learnMore: '瞭解詳情',
  testDate: '檢測日期',
  dateRange: '可選日期：{first} – {last}',
  phone: '手機號碼',
  phoneHint: '驗證碼將傳送到此號碼。',
  agreement: '我確認我的檢測結果為陽性，而且這是我本人的電話號碼。',
  submit: '取得驗證碼',
  errorHeading: '請檢查您輸入的內容',
  errorAgreement: '請先勾選此方塊以確認，然後再繼續。',
  errorDate: '請輸入此範圍內的日期：{first} – {last}',
  errorPhoneMissing: '請輸入您的電話號碼。',
  errorPhoneInvalid: '無法使用此電話號碼，請檢查。',
  errorSms: '無法傳送簡訊。請檢查號碼或稍後再試。',
  errorQuota: '要求驗證碼的次數過多，請稍後再試。',
  errorInternal: '發生錯誤，請稍後再試。',
  errorRequest: '此要求無效。請返回應用程式重新開始。',
  unavailable: '目前無法回報。請稍後從應用程式再試一次。',
  successTitle: '已收到您的要求',
  success: '您很快就會收到一則包含驗證碼的簡訊。請在此手機上開啟簡訊，並依照應用程式中的步驟操作。',
}
