"""A sentence or two in every language, with the letters that a font is likely to lack, for trying the fonts."""

from __future__ import annotations

#: Written for these tests: every letter of the alphabet where there is one, marks and joined letters elsewhere.
SENTENCES = {
    "en": "The quick brown fox jumps over the lazy dog. “Isn’t it £5 – or €6?”",
    "en-simple": "The quick brown fox jumps over the lazy dog. It costs £5.",
    "cy": "Parciais fy jac codi baw hud llawn dŵr ger tŷ Mabon. Â Ê Î Ô Û Ŵ Ŷ ẃ ẁ ÿ ï",
    "pl": "Pchnąć w tę łódź jeża lub ośm skrzyń fig. „Zażółć gęślą jaźń”",
    "ro": (
        "Gheorghe, obezul, a reușit să obțină jucându-se un flux în Quebec de o mie kilowațioră. ĂăââîșțȘȚ"
    ),
    "pa": (
        "ੳ ਅ ੲ ਸ ਹ ਕ ਖ ਗ ਘ ਙ ਚ ਛ ਜ ਝ ਞ ਟ ਠ ਡ ਢ ਣ ਤ ਥ ਦ ਧ ਨ ਪ ਫ ਬ ਭ ਮ ਯ ਰ ਲ ਵ ੜ ਸ਼ ਖ਼ ਗ਼ ਜ਼ ਫ਼ ਲ਼ "
        "ਪ੍ਰਸ਼ਨ ਮੈਂ ਹਾਂ ਵਿੱਚ ਸਿਹਤ ਕੂੰਜ ਦੌਰ ਖ਼ੁਸ਼ੀ।"
    ),
    "ur": (
        "ٹھنڈ میں، ایک قحط زدہ گاؤں سے گذرتے وقت ایک چڑچڑے، باأثر و فارغ شخص کو بعض جل پری نما "
        "اژدہے نظر آئے۔ ۃ ۂ ؤ ئ ں ھ ے ؟"
    ),
    "pt": (
        "Luís argüia à Júlia que «brações, fé, chá, óxido, pôr, zângão» eram palavras do "
        "português. Não há coração?"
    ),
    "es": (
        "El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y frío, añoraba a su "
        "querido cachorro. ¿Sí? ¡Claro!"
    ),
    "ar": "نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر ومغلف بجلد أزرق. إِنَّ الآن، ؤ ئ ى ة لا؟",
    "bn": (
        "বর্ষামুখর দিন শেষে ঊর্ধ্বপানে চেয়ে যখন আষাঢ়ে গল্প শোনাতে বসে ওসমান ভুঁইঞা, ঈষান কোণে "
        "তখন অন্ধকার মেঘের আড়ম্বর। ক্ষ জ্ঞ ঙ্গ ৎ ং ঃ ঐ ঔ"
    ),
    "gu": (
        "ઋષિને ક્ષમા, જ્ઞાન અને શ્રદ્ધા હતી. ઊંઘ, ઐરાવત, ઓળખ, ઔષધ, છત્રી, ઝાડ, ટોપી, ઠંડી, ડગલો, "
        "ઢગલો, થડ, ધજા, ફળ, ભૂખ, યંત્ર, હૃદય."
    ),
    "it": "Pranzo d’acqua fa volti sghembi. Perché città, virtù, così, però, è già lì. «Ma che bel tè!»",
    "so": (
        "Waxaan ka helay daryeel wanaagsan isbitaalka; su’aal, go’aan, lo’, dhakhtar, xanuun, qof, jawaab."
    ),
    "zh-Hans": (
        "视野无限广，窗外有蓝天。请告诉我们您的医疗和护理情况。您可以跳过任何问题，我们不会询问您的姓名。"
    ),
    "zh-Hant": (
        "視野無限廣，窗外有藍天。請告訴我們您的醫療和護理情況。您可以略過任何問題，我們不會詢問您"
        "的姓名。佢哋嘅嘢喺邊度？"
    ),
    "tr": "Pijamalı hasta yağız şoföre çabucak güvendi. İĞÜŞÖÇ ığüşöç, kâr, hâlâ.",
    "fa": (
        "چو خورشید گشت زرد، ژاله بر گل می‌نشیند؛ ضعیف، ظرف، صبح، ثبت، ذوق، غذا، حوض، پرستار، گفت‌وگو، آیا؟ ۱۲۳"
    ),
    "ckb": (
        "ئەم هێڵە بۆ ئەزموونی پیتەکانی کوردییە: ڕۆژ، گوڵ، ڤیان، ژیان، چۆن، پێشمەرگە، هەڵۆ، "
        "ووڵات، غەم، حەوت، قەڵەم، خێر، شەو، ڕەنگ، نیوە؟"
    ),
    "ps": (
        "پښتو ژبه: ټول، ځان، څوک، ډېر، ړوند، ږیره، ښه، ګل، ڼاکڼه، یې، ۍ، ئ، هغه، ژوند، چېرته، "
        "روغتیا، خبرې، ده؟"
    ),
    "ta": ("அஆஇஈஉஊஎஏஐஒஓஔஃ யாமறிந்த மொழிகளிலே தமிழ்மொழி போல் இனிதாவது எங்கும் காணோம். க்ஷ ஸ்ரீ ஜ ஷ ஹ ஞா ணூ றை னௌ கொ கோ"),
    "uk": (
        "Щастям б’єш жук їх глицю в фон й ґедзь пріч. Чуєш їх, доцю, га? Кумедна ж ти, прощайся "
        "без ґольфів! Є Ї І Ґ"
    ),
}
