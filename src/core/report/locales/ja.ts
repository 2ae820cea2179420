import type { ReportTexts } from '../texts.ts'

export const texts: ReportTexts = {
  title: '陽性の検査結果を報告する',
  intro:
    '検査で陽性だった場合、接触の可能性がある人に、あなたが誰かを明かさずに知らせることができます。検査日と携帯電話番号を入力してください。アプリ用のコードがテキストメッセージで届きます。',
  learnMore: '詳しく見る',
  testDate: '検査日',
  dateRange: '入力できる日付：{first} – {last}',
  phone: '携帯電話番号',
  phoneHint: 'コードはこの番号に送信されます。',
  agreement: '検査で陽性だったこと、またこれが自分の電話番号であることを確認します。',
  submit: 'コードをリクエスト',
  errorHeading: '入力内容を確認してください',
  errorAgreement: '続けるには、チェックボックスをオンにして確認してください。',
  errorDate: '次の期間内の日付を入力してください：{first} – {last}',
  errorPhoneMissing: '電話番号を入力してください。',
  errorPhoneInvalid: 'この電話番号は使用できません。番号を確認してください。',
  errorSms:
    'テキストメッセージを送信できませんでした。番号を確認するか、後でもう一度お試しください。',
  errorQuota: 'コードのリクエストが多すぎます。後でもう一度お試しください。',
  errorInternal: '問題が発生しました。後でもう一度お試しください。',
  errorRequest: 'このリクエストは無効です。アプリに戻って最初からやり直してください。',
  unavailable: '現在は報告できません。後でアプリからもう一度お試しください。',
  successTitle: 'リクエストを受け付けました',
  success:
    'まもなくコードがテキストメッセージで届きます。この電話でメッセージを開き、アプリの手順に従ってください。',
}
