import glob
import xml.etree.ElementTree as ET

classes = ["plate"]
with open("train.txt", "w") as out:
    for path in sorted(glob.glob("VOC/Annotations/*.xml")):
        root = ET.parse(path).getroot()
        out.write("VOC/JPEGImages/" + root.find("filename").text)
        for obj in root.iter("object"):
            if obj.find("name").text not in classes:
                continue
            box = obj.find("bndbox")
            out.write(" " + ",".join(box.find(k).text for k in ("xmin", "ymin", "xmax", "ymax")) + ",0")
        out.write("\n")
